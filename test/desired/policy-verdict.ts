import { authorize } from '../../sandbox/aws/iam/authorize.ts';
import { principalConditionKeys } from '../../sandbox/aws/iam/request-context.ts';
import type { PolicyDocument as IamPolicy } from '../../sandbox/aws/state.ts';
import type { PolicyDocument } from '../../src/desired/resource-policy.ts';
import { accountId, restApiId } from '../builders/names.ts';

export interface Caller {
  /** Undefined: the request comes through no endpoint, and so over the internet. */
  readonly network: { readonly endpointId: string; readonly vpcId: string } | undefined;
  readonly address: string;
  readonly signature: Signature;
}

export type Signature = keyof typeof signatures;

const mayInvoke: IamPolicy = {
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: 'execute-api:Invoke', Resource: `arn:aws:execute-api:*:*:${restApiId}/*` },
};

/** Who signs: principal and identity policies. */
const signatures = {
  unsigned: undefined,
  'own account, identity policy': { accountId, policies: [mayInvoke] },
  'own account, no identity policy': { accountId, policies: [] },
  'other account, identity policy': { accountId: '999988887777', policies: [mayInvoke] },
  'other account, no identity policy': { accountId: '999988887777', policies: [] },
} as const;

/** What IAM says about a request such as `GET/orders/42`, when the policy is served by an API of this account. */
export function isAdmitted(policy: PolicyDocument, caller: Caller, request: string, route: 'IAM' | 'None'): boolean {
  // A method without IAM authorization takes every caller for anonymous, signed or not.
  const signer = route === 'IAM' ? signatures[caller.signature] : undefined;
  // API Gateway lets nobody without a signature as far as the policy of an IAM method.
  if (route === 'IAM' && signer === undefined) return false;
  const apiArn = `arn:aws:execute-api:eu-west-1:${accountId}:${restApiId}`;
  const principal = signer && {
    arn: `arn:aws:sts::${signer.accountId}:assumed-role/reader/session`,
    accountId: signer.accountId,
  };
  const { decision } = authorize({
    resourcePolicy: JSON.parse(JSON.stringify(policy).replaceAll('"execute-api:/', `"${apiArn}/`)) as IamPolicy,
    identityPolicies: signer?.policies ?? [],
    resourceAccountId: accountId,
    request: {
      principal,
      action: 'execute-api:Invoke',
      resourceArn: `${apiArn}/prod/${request}`,
      conditionKeys: {
        ...(caller.network === undefined
          ? { 'aws:SourceIp': caller.address }
          : {
              'aws:SourceVpce': caller.network.endpointId,
              'aws:SourceVpc': caller.network.vpcId,
              'aws:VpcSourceIp': caller.address,
            }),
        ...principalConditionKeys(principal),
      },
    },
  });
  return decision === 'Allow';
}
