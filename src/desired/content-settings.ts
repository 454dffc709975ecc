import type { AcceptedSpec } from '../api/accepted-api.ts';
import { corsSettings } from './cors.ts';
import type { CorsSettings } from './cors.ts';
import { givenGatewayResponses } from './gateway-responses.ts';
import type { GatewayResponses } from './gateway-responses.ts';

/**
 * What API Gateway does with bodies and for browsers. A setting that the spec does not make is absent, not undefined: so the hash of an
 * object without any is what it was before there were such settings.
 */
export interface ContentSettings {
  /** Sorted; not empty. */
  readonly binaryMediaTypes?: readonly string[];
  /** Bytes. */
  readonly minimumCompressionSize?: number;
  readonly cors?: CorsSettings;
  /** As the user gives them, without what cors adds. */
  readonly gatewayResponses?: GatewayResponses;
}

export function contentSettings(spec: AcceptedSpec): ContentSettings {
  const { binaryMediaTypes = [], minimumCompressionSize } = spec;
  const gatewayResponses = givenGatewayResponses(spec);
  return {
    ...(binaryMediaTypes.length > 0 && { binaryMediaTypes: [...new Set(binaryMediaTypes)].sort() }),
    ...(minimumCompressionSize !== undefined && { minimumCompressionSize }),
    ...(spec.cors !== undefined && { cors: corsSettings(spec.cors) }),
    ...(gatewayResponses && { gatewayResponses }),
  };
}
