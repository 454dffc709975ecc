import { describe, expect, test } from '@jest/globals';
import { checkLogReferences } from '../../src/desired/check-log-references.ts';
import type { Tags } from '../../src/desired/ownership.ts';
import { aPrivateApi } from '../builders/private-api.ts';
import { someFacts, someSettings } from '../builders/facts.ts';

const arn = 'arn:aws:logs:eu-west-1:111122223333:log-group:shop/calls';
const stream = 'arn:aws:firehose:eu-west-1:111122223333:deliverystream/amazon-apigateway-shop';

function problems(
  destinationArn: string,
  facts: Parameters<typeof someFacts>[0] = {},
  settings: Parameters<typeof someSettings>[0] = {},
) {
  const object = aPrivateApi({ spec: { stage: { name: 'prod', accessLog: { destinationArn } } } });
  return checkLogReferences(object, someFacts(facts), someSettings(settings));
}

describe('the key of the log group', () => {
  const key = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
  const reasonsOf = (kmsKeyArn: string, tags: Tags | undefined, referenceConsent = true) => {
    const logGroup = { retentionDays: 30 as const, kmsKeyArn };
    const object = aPrivateApi({ spec: { stage: { name: 'prod', accessLog: { logGroup } } } });
    const facts = someFacts(tags === undefined ? {} : { resourceTags: { [kmsKeyArn]: tags } });
    return checkLogReferences(object, facts, someSettings({ referenceConsent })).map(({ reason }) => reason);
  };

  test.each([
    { name: 'opened to the namespace', arn: key, tags: { 'privateapi.dev/allow': 'shop' }, reasons: [] },
    { name: 'opened to another', arn: key, tags: { 'privateapi.dev/allow': 'bank' }, reasons: ['RefNotPermitted'] },
    { name: 'without tags', arn: key, tags: undefined, reasons: ['RefNotPermitted'] },
    {
      name: 'of another region',
      arn: key.replace('eu-west-1', 'us-east-1'),
      tags: undefined,
      reasons: ['LogKeyNotUsable'],
    },
    {
      name: 'of another account',
      arn: key.replace('111122223333', '444455556666'),
      tags: undefined,
      reasons: ['LogKeyNotUsable'],
    },
  ])('$name: $reasons', ({ arn: kmsKeyArn, tags, reasons }) => {
    expect(reasonsOf(kmsKeyArn, tags)).toEqual(reasons);
  });

  test('needs no tag in a cluster with one tenant', () => {
    expect(reasonsOf(key, undefined, false)).toEqual([]);
  });
});

describe('a given destination of the access log', () => {
  test.each([
    { name: 'opened to the namespace', allow: 'bank shop', reasons: [] },
    { name: 'opened to all', allow: '*', reasons: [] },
    { name: 'opened to another', allow: 'shop2', reasons: ['RefNotPermitted'] },
    { name: 'not opened', allow: '', reasons: ['RefNotPermitted'] },
    { name: 'not opened, in a cluster with one tenant', allow: '', referenceConsent: false, reasons: [] },
  ])('$name: $reasons', ({ allow, reasons, referenceConsent = true }) => {
    const logGroups = [{ arn, tags: { 'privateapi.dev/allow': allow } }];
    expect(problems(arn, { logGroups }, { referenceConsent }).map(({ reason }) => reason)).toEqual(reasons);
  });

  test.each([
    { name: 'of another account', destinationArn: arn.replace('111122223333', '444455556666') },
    { name: 'of another region', destinationArn: arn.replace('eu-west-1', 'us-east-1') },
    { name: 'that is not there', destinationArn: arn },
    { name: 'a stream of another account', destinationArn: stream.replace('111122223333', '444455556666') },
  ])('$name is not found, whoever asks', ({ destinationArn }) => {
    const found = problems(destinationArn, {}, { referenceConsent: false });
    expect(found).toMatchObject([{ reason: 'LogDestinationNotFound', condition: 'Deployed', pending: false }]);
    expect(found[0]!.message).toContain(destinationArn);
  });

  test.each([
    { name: 'opened to the namespace', allow: 'shop', reasons: [] },
    { name: 'opened to another', allow: 'bank', reasons: ['RefNotPermitted'] },
    { name: 'without a tag, or not there', allow: undefined, reasons: ['RefNotPermitted'] },
    { name: 'without a tag, in a cluster with one tenant', allow: undefined, referenceConsent: false, reasons: [] },
  ])('a stream $name: $reasons', ({ allow, reasons, referenceConsent = true }) => {
    const resourceTags = allow === undefined ? {} : { [stream]: { 'privateapi.dev/allow': allow } };
    const found = problems(stream, { resourceTags, hasCloudWatchRole: false }, { referenceConsent });
    expect(found.map(({ reason }) => reason)).toEqual(reasons);
  });
});
