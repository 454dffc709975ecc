import type { InvokeUrl } from '../api/private-api.ts';
import type { AwsIdentity, VpcEndpointFact } from './facts.ts';
import { dnsSuffix } from './partitions.ts';

/**
 * Every way to call the API, the one that fits most callers first: the alias of an endpoint works from wherever the
 * endpoint can be routed to and needs no private DNS.
 * Source: API Gateway developer guide, "Invoke a private API".
 */
export function invokeUrls(
  restApiId: string,
  stageName: string,
  endpoints: readonly VpcEndpointFact[],
  identity: AwsIdentity,
): InvokeUrl[] {
  const suffix = dnsSuffix(identity.partition);
  if (suffix === undefined) return [];
  const domain = `execute-api.${identity.region}.${suffix}`;
  return [
    ...endpoints.map(({ id }): InvokeUrl => ({
      type: 'EndpointAlias',
      url: `https://${restApiId}-${id}.${domain}/${stageName}`,
    })),
    ...(endpoints.some(({ privateDnsEnabled }) => privateDnsEnabled)
      ? [{ type: 'PrivateDns' as const, url: `https://${restApiId}.${domain}/${stageName}` }]
      : []),
    ...endpoints.flatMap(({ dnsNames }): InvokeUrl[] =>
      dnsNames.slice(0, 1).map((dnsName) => ({
        type: 'EndpointHostname',
        url: `https://${dnsName}/${stageName}`,
        hostHeader: `${restApiId}.${domain}`,
      })),
    ),
  ];
}
