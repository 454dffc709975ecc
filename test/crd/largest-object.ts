import type { Json } from './field-path.ts';
import { gatewayResponses } from './request-refusals.ts';
import { arn, idObjects, ids, letters, smallestObject } from './values.ts';

/** The same for the fields that want IAM authorization on every route. */
export function principalsAtMaximum({ longestStrings }: { longestStrings: boolean }): Json {
  const object = objectWithEverythingAtMaximum({ longestStrings }) as { spec: { [key: string]: Json } };
  delete object.spec['cors'];
  const role = longestStrings ? `${letters(511)}/${letters(62)}` : 'orders';
  return {
    ...object,
    spec: {
      ...object.spec,
      access: {
        ...(object.spec['access'] as { [key: string]: Json }),
        principals: Array.from({ length: 50 }, (_, index) => `arn:aws:iam::111122223333:role/${role}${index + 10}`),
        organizations: Array.from({ length: 10 }, (_, index) => `o-${letters(longestStrings ? 31 : 9)}${index}`),
      },
      routes: (object.spec['routes'] as { [key: string]: Json }[]).map((route) => ({
        ...route,
        authorization: { type: 'IAM' },
      })),
    },
  };
}

/** Once is enough: on every route it would not fit into a request. */
function request(longest: boolean): Json {
  const names = Array.from({ length: 20 }, (_, index) => `${longest ? letters(126) : 'name'}${index + 10}`);
  return { headers: names, queryParameters: names, body: { schema: { type: 'object' } } };
}

function entriesOf(count: number, key: (index: number) => string, value: string): { [key: string]: Json } {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [key(index), value]));
}

/** The same with an authorizer on every route and scopes, all of them at their maximum. */
export function authorizersAtMaximum({ longestStrings: longest }: { longestStrings: boolean }): Json {
  const object = objectWithEverythingAtMaximum({ longestStrings: longest }) as { spec: { [key: string]: Json } };
  // Beside the longest scopes on every route they would not fit into a request.
  if (longest) delete object.spec['gatewayResponses'];
  const text = (length: number, short: string) => (longest ? letters(length) : short);
  const listOf = (length: number, short: string) =>
    Array.from({ length: 10 }, (_, index) => `${text(length - 1, short)}${index}`);
  const names = listOf(63, 'authorizer-');
  const scopes = listOf(128, 'orders/');
  const authorization = { type: 'Authorizer', authorizer: names[9]!, scopes };
  // Without what would not fit into a request beside it.
  const { gatewayResponses: _gatewayResponses, ...spec } = object.spec;
  return {
    ...object,
    spec: {
      ...spec,
      authorizers: names.map((name, index) =>
        index === 0
          ? {
              name,
              lambda: {
                functionArn: `arn:aws:lambda:eu-west-1:111122223333:function:${text(64, 'f')}:${text(128, 'live')}`,
                mode: 'Request',
                identitySources: listOf(256 - 22, 'a').map((header) => `method.request.header.${header}`),
                resultTtlSeconds: 3600,
              },
            }
          : {
              name,
              cognito: {
                userPoolArns: listOf(190, 'a').map(
                  (id) => `arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_${id}`,
                ),
              },
            },
      ),
      authorization,
      routes: (object.spec['routes'] as { [key: string]: Json }[]).map((route) => ({ ...route, authorization })),
    },
  };
}

/** The same with a managed endpoint, which does not go with existing ones. */
export function managedEndpointAtMaximum(options: { longestStrings: boolean }): Json {
  const object = objectWithEverythingAtMaximum(options) as { spec: { [key: string]: Json } };
  const managed = {
    vpcId: ids('vpc', 1)[0]!,
    subnetIds: ids('subnet', 16),
    ingress: {
      cidrs: Array.from({ length: 20 }, (_, index) =>
        options.longestStrings ? `2001:0db8:0000:0000:0000:0000:0000:00${index + 10}/128` : `10.0.${index}.0/24`,
      ),
      securityGroupIds: ids('sg', 20),
    },
  };
  return { ...object, spec: { ...object.spec, endpoint: { managed } } };
}

/** Every list and map at its maximum; with `longestStrings`, every string too. */
export function objectWithEverythingAtMaximum({ longestStrings: longest }: { longestStrings: boolean }): Json {
  const text = (length: number, short: string) => (longest ? letters(length) : short);
  const backendName = (index: number) => `${text(61, 'backend-')}${index.toString().padStart(2, '0')}`;
  return {
    ...smallestObject,
    metadata: { name: text(63, 'maximum'), namespace: 'shop' },
    spec: {
      region: 'eu-west-1',
      description: text(1024, 'x'),
      tags: Object.fromEntries(
        Array.from({ length: 40 }, (_, index) => [
          `${text(126, 'key')}${index.toString().padStart(2, '0')}`,
          text(256, 'x'),
        ]),
      ),
      endpoint: { existing: { vpcEndpointIds: ids('vpce', 5) } },
      access: {
        vpcEndpoints: idObjects('vpce', 50).map((entry) => ({ ...entry, note: text(256, 'x') })),
        vpcs: idObjects('vpc', 20).map((entry) => ({ ...entry, note: text(256, 'x') })),
        sourceCidrs: Array.from({ length: 50 }, (_, index) =>
          longest ? `2001:0db8:0000:0000:0000:0000:0000:00${(index + 10).toString()}/128` : `10.${index}.0.0/16`,
        ),
      },
      backends: Array.from({ length: 20 }, (_, index) => ({
        name: backendName(index),
        loadBalancer: { arn },
        protocol: 'HTTPS',
        hostname: longest ? `${'a.'.repeat(126)}a` : 'orders.internal',
        tls: {},
        vpcLink: { managed: { version: 'V2', subnetIds: ids('subnet', 10), securityGroupIds: ids('sg', 5) } },
      })),
      // All name the last backend: the rule that looks it up has to walk the whole list for each route.
      routes: Array.from({ length: 1000 }, (_, index) => ({
        path: `/${text(507, 'orders')}${index.toString().padStart(4, '0')}`,
        method: 'DELETE',
        backend: backendName(19),
        backendPath: `/${text(511, 'orders')}`,
        authorization: { type: 'None' },
        ...(index === 0 && { request: request(longest) }),
      })),
      gatewayResponses: gatewayResponses(21).map((response) => ({
        ...(response as object),
        headers: entriesOf(20, (index) => `${text(126, 'x-')}${index + 10}`, text(1024, 'x')),
        templates: entriesOf(5, (index) => `${text(60, 'text')}/x${index}`, text(4096, 'x')),
      })),
      cors: {
        allowOrigins: [`https://${text(262, 'shop')}`],
        allowMethods: ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'],
        allowHeaders: Array.from({ length: 50 }, (_, index) => `${text(126, 'x')}${index + 10}`),
        maxAgeSeconds: 86_400,
      },
      binaryMediaTypes: Array.from({ length: 50 }, (_, index) => `image/${text(120, 'x')}${index + 10}`),
      minimumCompressionSize: 10_485_760,
      export: { configMap: { name: text(253, 'orders') } },
      domain: {
        name: longest ? [63, 63, 63, 38].map(letters).join('.') : 'orders.shop.example',
        certificateArn: `arn:aws:acm:eu-west-1:111122223333:certificate/${text(64, 'a')}`,
        basePath: text(128, 'v1'),
        hostedZone: { id: longest ? 'Z'.repeat(32) : 'Z1' },
      },
      stage: {
        name: text(128, 'prod'),
        description: text(1024, 'x'),
        variables: Object.fromEntries(
          Array.from({ length: 100 }, (_, index) => [
            `${text(61, 'key')}${index.toString().padStart(3, '0')}`,
            text(512, 'x'),
          ]),
        ),
        accessLog: {
          logGroup: { name: text(512, 'shop'), kmsKeyArn: `arn:aws:kms:eu-west-1:111122223333:key/${text(217, 'a')}` },
          format: `$context.requestId ${text(3053, 'x')}`,
        },
      },
    },
  };
}
