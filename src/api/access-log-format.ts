/**
 * Variables of access logs. Source: API Gateway developer guide, "Variables for access logging for API Gateway"
 * (api-gateway-variables-for-access-logging). A name that ends in a dot stands for all that begin with it.
 */
const variables: readonly string[] = [
  ...['requestId', 'extendedRequestId', 'requestTime', 'requestTimeEpoch', 'httpMethod', 'path', 'resourcePath'],
  ...['resourceId', 'protocol', 'stage', 'apiId', 'accountId', 'domainName', 'domainPrefix', 'deploymentId'],
  ...['tlsVersion', 'cipherSuite', 'xrayTraceId', 'awsEndpointRequestId'],
  ...[
    'sourceIp',
    'userAgent',
    'userArn',
    'user',
    'caller',
    'accountId',
    'principalOrgId',
    'apiKeyId',
    'vpceId',
    'vpcId',
  ]
    .concat([
      'cognitoAuthenticationProvider',
      'cognitoAuthenticationType',
      'cognitoIdentityId',
      'cognitoIdentityPoolId',
    ])
    .map((name) => `identity.${name}`),
  ...['authorize.error', 'authorize.latency', 'authorize.status'],
  ...['authenticate.error', 'authenticate.latency', 'authenticate.status', 'authorizer.'],
  ...['error', 'status', 'integrationStatus', 'latency', 'requestId'].map((name) => `integration.${name}`),
  ...['integrationErrorMessage', 'integrationLatency', 'integrationStatus', 'responseLatency', 'responseLength'],
  ...['status', 'error.message', 'error.messageString', 'error.responseType', 'error.validationErrorString'],
  ...['waf.error', 'waf.latency', 'waf.status', 'webaclArn', 'wafResponseCode'],
  ...['customDomain.basePathMatched', 'customDomain.routingRuleIdMatched'],
];

/** What in a format API Gateway would not fill in, each as it is written there; empty when all is well. */
export function unknownVariables(format: string): readonly string[] {
  const written = format.match(/\$[A-Za-z0-9_.]*/gu) ?? [];
  return [...new Set(written)].filter((text) => !isKnown(text));
}

function isKnown(text: string): boolean {
  if (!text.startsWith('$context.')) return false;
  // The full stop at the end of a sentence is no part of a name.
  const name = text.slice('$context.'.length).replace(/\.+$/u, '');
  return variables.some((known) => name === known || (known.endsWith('.') && name.startsWith(known)));
}
