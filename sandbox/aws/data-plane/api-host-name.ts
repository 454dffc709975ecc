import { dnsSuffixOf } from '../partitions.ts';

/** A host name of execute-api, taken apart. */
export type ApiHostName =
  /** `{api}.execute-api.{region}.{suffix}`, and with `vpceId` the alias `{api}-{vpce}.execute-api.{region}.{suffix}` */
  | { readonly kind: 'Api'; readonly apiId: string; readonly vpceId: string | undefined; readonly region: string }
  /** `{vpce}[-{random}][-{zone}].execute-api.{region}.vpce.{suffix}` */
  | { readonly kind: 'Endpoint'; readonly vpceId: string; readonly region: string };

/**
 * Undefined for a name that is not of execute-api in this partition.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-test-invoke-url.html
 */
export function readApiHostName(hostName: string, partition: string): ApiHostName | undefined {
  const suffix = `.${dnsSuffixOf(partition)}`;
  if (!hostName.endsWith(suffix)) return undefined;
  const match = /^([a-z0-9-]+)\.execute-api\.([a-z0-9-]+)(\.vpce)?$/.exec(hostName.slice(0, -suffix.length));
  if (match === null) return undefined;
  const [, label = '', region = '', vpce] = match;
  if (vpce !== undefined) {
    const vpceId = /^vpce-[0-9a-f]+/.exec(label)?.[0];
    return vpceId === undefined ? undefined : { kind: 'Endpoint', vpceId, region };
  }
  const [, apiId = '', vpceId] = /^([a-z0-9]+)(?:-(vpce-[0-9a-f]+))?$/.exec(label) ?? [];
  return apiId === '' ? undefined : { kind: 'Api', apiId, vpceId, region };
}
