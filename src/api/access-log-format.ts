/**
 * Variables of access logs. Source: API Gateway developer guide, "Variables for access logging for API Gateway"
 * (api-gateway-variables-for-access-logging). An authorizer may hand on values of its own as well, a token among them:
 * those stay out of logs.
 */
const variables = new Set(
  `requestId extendedRequestId requestTime requestTimeEpoch httpMethod path resourcePath resourceId protocol stage apiId
  accountId domainName domainPrefix deploymentId tlsVersion cipherSuite xrayTraceId awsEndpointRequestId status
  identity.sourceIp identity.userAgent identity.userArn identity.user identity.caller identity.accountId
  identity.principalOrgId identity.apiKeyId identity.vpceId identity.vpcId identity.cognitoAuthenticationProvider
  identity.cognitoAuthenticationType identity.cognitoIdentityId identity.cognitoIdentityPoolId
  authorizer.error authorizer.latency authorizer.status authorizer.requestId authorizer.integrationLatency
  authorizer.integrationStatus authorizer.principalId authorizer.claims.sub authorizer.claims.iss authorizer.claims.aud
  authorizer.claims.client_id authorizer.claims.scope authorizer.claims.token_use
  authorize.error authorize.latency authorize.status authenticate.error authenticate.latency authenticate.status
  integration.error integration.status integration.integrationStatus integration.latency integration.requestId
  integrationErrorMessage integrationLatency integrationStatus responseLatency responseLength
  error.message error.messageString error.responseType error.validationErrorString
  waf.error waf.latency waf.status webaclArn wafResponseCode
  customDomain.basePathMatched customDomain.routingRuleIdMatched`.split(/\s+/u),
);

/** What in a format API Gateway would not fill in, each as it is written there; empty when all is well. */
export function unknownVariables(format: string): readonly string[] {
  const written = format.match(/\$[A-Za-z0-9_.]*/gu) ?? [];
  return [...new Set(written)].filter((text) => !isKnown(text));
}

function isKnown(text: string): boolean {
  if (!text.startsWith('$context.')) return false;
  // The full stop at the end of a sentence is no part of a name.
  const name = text.slice('$context.'.length).replace(/\.+$/u, '');
  return variables.has(name);
}
