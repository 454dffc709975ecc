import { expect, test } from '@jest/globals';
import type { VpcLinkFact } from '../../src/desired/facts.ts';
import { planSharedLinkV2 } from '../../src/plan/plan-shared-link-v2.ts';
import { aSharedLinkV2 } from '../builders/facts.ts';

const link = (id: string, status: string) => aSharedLinkV2({ id, status, statusMessage: `${status} it is` });
const deletes = (id: string, status: string, because: string) => ({ kind: 'delete', link: link(id, status), because });

test.each<{ name: string; links: VpcLinkFact[]; isWanted: boolean; served?: string[]; step: object }>([
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
    name: 'one available, unwanted: deleted, whatever a status says of it',
    links: [link('a', 'AVAILABLE')],
    isWanted: false,
    served: ['a'],
    step: deletes('a', 'AVAILABLE', 'nothing uses it'),
  },
  {
    name: 'one pending, unwanted: waited for',
    links: [link('a', 'PENDING')],
    isWanted: false,
    step: { kind: 'wait', because: 'VPC link a is PENDING' },
  },
  {
    name: 'one that goes, unwanted: waited for, since its group goes after it',
    links: [link('a', 'DELETING')],
    isWanted: false,
    step: { kind: 'wait', because: 'VPC link a is DELETING' },
  },
  {
    name: 'one that goes, wanted: another is made beside it',
    links: [link('a', 'DELETING')],
    isWanted: true,
    step: { kind: 'create' },
  },
  ...['FAILED', 'INACTIVE'].map((status) => ({
    name: `one ${status} that is served, wanted: another is made beside it`,
    links: [link('a', status)],
    isWanted: true,
    served: ['a'],
    step: { kind: 'create' },
  })),
  {
    name: 'one FAILED that is not served, wanted: deleted before another is made',
    links: [link('a', 'FAILED')],
    isWanted: true,
    step: deletes('a', 'FAILED', 'FAILED it is'),
  },
  ...['FAILED', 'INACTIVE'].map((status) => ({
    name: `one ${status} that is served beside its successor: stays until that is served`,
    links: [link('a', status), link('b', 'AVAILABLE')],
    isWanted: true,
    served: ['a'],
    step: { kind: 'nothing' },
  })),
  {
    name: 'one INACTIVE whose successor is served: deleted',
    links: [link('a', 'INACTIVE'), link('b', 'AVAILABLE')],
    isWanted: true,
    served: ['b'],
    step: deletes('a', 'INACTIVE', 'it is out of service'),
  },
  {
    name: 'two available, wanted: the later id is deleted',
    links: [link('b', 'AVAILABLE'), link('a', 'AVAILABLE')],
    isWanted: true,
    step: deletes('b', 'AVAILABLE', 'it is a duplicate'),
  },
  {
    name: 'two available, the later one served: both stay until the objects have moved',
    links: [link('b', 'AVAILABLE'), link('a', 'AVAILABLE')],
    isWanted: true,
    served: ['b'],
    step: { kind: 'nothing' },
  },
])('$name', ({ links, isWanted, served = [], step }) => {
  expect(planSharedLinkV2(links, isWanted, new Set(served))).toEqual(step);
  expect(planSharedLinkV2(links.toReversed(), isWanted, new Set(served))).toEqual(step);
});
