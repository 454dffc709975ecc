import type { PrivateApi } from '../api/private-api.ts';
import type { Reason } from '../api/reasons.ts';
import type { ReferenceProblem } from './reference-problem.ts';
import { hasConsent } from './consent.ts';
import type { Facts } from './facts.ts';
import type { Settings } from './settings.ts';
import { givenLogGroupArn, logKeyArn, logsToCloudWatch } from './stage.ts';

/** What keeps the wanted logs from being written: their destination, or the role to write them with. */
export function checkLogReferences(
  { metadata, spec }: PrivateApi,
  facts: Facts,
  settings: Settings,
): ReferenceProblem[] {
  const { accountId, partition, region } = facts.identity;
  const home = `account ${accountId}, region ${region}`;
  return [...destinationProblems(), ...keyProblems(), ...roleProblems()];

  function destinationProblems(): ReferenceProblem[] {
    const arn = spec.stage.accessLog?.destinationArn;
    if (arn === undefined) return [];
    const where = `spec.stage.accessLog.destinationArn: ${arn}`;
    if (!isHere(arn)) {
      return problem('LogDestinationNotFound', `${where} is not in ${home}; name a destination there`);
    }
    if (givenLogGroupArn(spec) === undefined) {
      return hasConsent(metadata.namespace, facts.resourceTags.get(arn) ?? {}, undefined, settings)
        ? []
        : notPermitted(where, 'the stream');
    }
    const logGroup = facts.logGroups.get(arn);
    if (logGroup === undefined) {
      return problem(
        'LogDestinationNotFound',
        `${where} does not exist in ${home}; make it, or use accessLog.logGroup`,
      );
    }
    return hasConsent(metadata.namespace, logGroup.tags, undefined, settings)
      ? []
      : notPermitted(where, 'the log group');
  }

  function keyProblems(): ReferenceProblem[] {
    const arn = logKeyArn(spec);
    if (arn === undefined) return [];
    const where = `spec.stage.accessLog.logGroup.kmsKeyArn: ${arn}`;
    if (!isHere(arn)) return problem('LogKeyNotUsable', `${where} is not in ${home}; name a key there`);
    return hasConsent(metadata.namespace, facts.resourceTags.get(arn) ?? {}, undefined, settings)
      ? []
      : notPermitted(where, 'the key');
  }

  function isHere(arn: string): boolean {
    const [, , , itsRegion, itsAccount] = arn.split(':');
    return itsRegion === region && itsAccount === accountId;
  }

  function notPermitted(where: string, what: string): ReferenceProblem[] {
    return problem(
      'RefNotPermitted',
      `${where} is not open to namespace ${metadata.namespace}; its owner opens it with the AWS tag privateapi.dev/allow = ${metadata.namespace} on ${what}`,
    );
  }

  function roleProblems(): ReferenceProblem[] {
    if (!logsToCloudWatch(spec) || facts.hasCloudWatchRole !== false) return [];
    return problem(
      'CloudWatchRoleMissing',
      `account ${accountId} lends API Gateway no role to write logs with in region ${region}; ` +
        'with a role ROLE that apigateway.amazonaws.com may assume, its owner runs: ' +
        `aws iam attach-role-policy --role-name ROLE --policy-arn arn:${partition}:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs; ` +
        `aws apigateway update-account --region ${region} --patch-operations op=replace,path=/cloudwatchRoleArn,value=arn:${partition}:iam::${accountId}:role/ROLE`,
    );
  }
}

function problem(reason: Reason, message: string): ReferenceProblem[] {
  return [{ reason, condition: 'Deployed', message, pending: false }];
}
