import { expect, test } from '@jest/globals';
import type { VpcLinkFact } from '../../src/desired/facts.ts';
import { planSharedLink } from '../../src/plan/plan-shared-link.ts';
import { aSharedLink } from '../builders/facts.ts';

const link = (id: string, status: string, statusMessage = status) => aSharedLink({ id, status, statusMessage });

test.each<{ name: string; links: VpcLinkFact[]; isWanted: boolean; step: object }>([
  { name: 'none, unwanted: nothing', links: [], isWanted: false, step: { kind: 'nothing' } },
  { name: 'none, wanted: created', links: [], isWanted: true, step: { kind: 'create' } },
  {
    name: 'one available, wanted: nothing',
    links: [link('a', 'AVAILABLE')],
    isWanted: true,
    step: { kind: 'nothing' },
  },
  { name: 'one pending, wanted: nothing', links: [link('a', 'PENDING')], isWanted: true, step: { kind: 'nothing' } },
  {
    name: 'one available, unwanted: deleted',
    links: [link('a', 'AVAILABLE')],
    isWanted: false,
    step: { kind: 'delete', link: link('a', 'AVAILABLE'), because: 'nothing uses it' },
  },
  {
    name: 'one pending, unwanted: waited for, since AWS refuses to delete it',
    links: [link('a', 'PENDING')],
    isWanted: false,
    step: { kind: 'wait', because: 'VPC link a is PENDING' },
  },
  {
    name: 'one that is being deleted, wanted: waited for, since the load balancer takes one link only',
    links: [link('a', 'DELETING')],
    isWanted: true,
    step: { kind: 'wait', because: 'VPC link a is DELETING' },
  },
  {
    name: 'one that is being deleted, unwanted: waited for',
    links: [link('a', 'DELETING')],
    isWanted: false,
    step: { kind: 'wait', because: 'VPC link a is DELETING' },
  },
  ...[true, false].map((isWanted) => ({
    name: `one that failed, ${isWanted ? 'wanted' : 'unwanted'}: deleted before its successor`,
    links: [link('a', 'FAILED', 'no subnets')],
    isWanted,
    step: { kind: 'delete', link: link('a', 'FAILED', 'no subnets'), because: 'no subnets' },
  })),
  {
    name: 'two available, wanted: the later id is deleted',
    links: [link('b', 'AVAILABLE'), link('a', 'AVAILABLE')],
    isWanted: true,
    step: { kind: 'delete', link: link('b', 'AVAILABLE'), because: 'it is a duplicate' },
  },
  {
    name: 'one pending and one available, wanted: the available one stays, the other is waited for and then deleted',
    links: [link('a', 'PENDING'), link('b', 'AVAILABLE')],
    isWanted: true,
    step: { kind: 'nothing' },
  },
])('$name', ({ links, isWanted, step }) => {
  expect(planSharedLink(links, isWanted)).toEqual(step);
});

test('every order of the list gives the same step', () => {
  const links = [link('c', 'PENDING'), link('b', 'AVAILABLE'), link('a', 'AVAILABLE')];
  for (const isWanted of [true, false]) {
    expect(planSharedLink(links.toReversed(), isWanted)).toEqual(planSharedLink(links, isWanted));
  }
});
