import type { PrivateApiSpec } from '../api/private-api.ts';
import { corsSettings } from './cors.ts';
import type { CorsSettings } from './cors.ts';

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
}

export function contentSettings(spec: PrivateApiSpec): ContentSettings {
  const { binaryMediaTypes = [], minimumCompressionSize } = spec;
  return {
    ...(binaryMediaTypes.length > 0 && { binaryMediaTypes: [...new Set(binaryMediaTypes)].sort() }),
    ...(minimumCompressionSize !== undefined && { minimumCompressionSize }),
    ...(spec.cors !== undefined && { cors: corsSettings(spec.cors) }),
  };
}
