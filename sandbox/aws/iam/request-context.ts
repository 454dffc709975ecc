/** Who asks, for what: what policies are evaluated against. */
export interface RequestContext {
  /** `undefined` is an anonymous caller. */
  readonly principal: RequestPrincipal | undefined;
  /** `execute-api:Invoke` */
  readonly action: string;
  readonly resourceArn: string;
  /** Condition keys; names are compared without regard to case. A key that is not here is absent from the request. */
  readonly conditionKeys: Readonly<Record<string, string | readonly string[]>>;
}

export interface RequestPrincipal {
  /** IAM user or role, account root, or `arn:aws:sts::111122223333:assumed-role/NAME/SESSION`. */
  readonly arn: string;
  readonly accountId: string;
  readonly organizationId?: string | undefined;
}

/**
 * The role behind an assumed-role session, else the ARN itself: what `aws:PrincipalArn` holds and what a policy names.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn
 */
export function roleOrUserArn(arn: string): string {
  const session = /^arn:([^:]+):sts::([^:]+):assumed-role\/([^/]+)\/.+$/.exec(arn);
  return session === null ? arn : `arn:${session[1]}:iam::${session[2]}:role/${session[3]}`;
}

/**
 * The `aws:Principal*` keys of a caller.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principal-properties
 */
export function principalConditionKeys(principal: RequestPrincipal | undefined): Record<string, string> {
  if (principal === undefined) return { 'aws:PrincipalType': 'Anonymous' };
  return {
    'aws:PrincipalArn': roleOrUserArn(principal.arn),
    'aws:PrincipalAccount': principal.accountId,
    ...(principal.organizationId === undefined ? {} : { 'aws:PrincipalOrgID': principal.organizationId }),
  };
}
