import type { PrivateApiSpec } from '../api/private-api.ts';

/** What pages of another origin may do, lists sorted. */
export interface CorsSettings {
  /** One origin or `*`. */
  readonly allowOrigin: string;
  /** Absent: those that the routes of the path have. */
  readonly allowMethods?: readonly string[];
  readonly allowHeaders: readonly string[];
  readonly maxAgeSeconds?: number;
}

/**
 * What a signed request with a JSON body needs. No default of the schema: server-side apply would merge a list given
 * later with the headers of a default that nobody owns.
 */
const usualHeaders: readonly string[] = ['authorization', 'content-type', 'x-amz-date', 'x-amz-security-token'];

export function corsSettings(cors: NonNullable<PrivateApiSpec['cors']>): CorsSettings {
  const { allowOrigins, allowMethods, allowHeaders = usualHeaders, maxAgeSeconds } = cors;
  return {
    allowOrigin: allowOrigins[0]!,
    ...(allowMethods !== undefined && { allowMethods: [...allowMethods].sort() }),
    allowHeaders: allowHeaders.map((name) => name.toLowerCase()).sort(),
    ...(maxAgeSeconds !== undefined && { maxAgeSeconds }),
  };
}

/**
 * Parameter of a gateway response and its value: names the origin to which a page may show an error of API Gateway itself.
 * Source: API Gateway developer guide, "Enabling CORS for a REST API resource" and "Gateway responses".
 */
export function corsHeader({ allowOrigin }: CorsSettings): readonly [name: string, value: string] {
  return ['gatewayresponse.header.Access-Control-Allow-Origin', `'${allowOrigin}'`];
}
