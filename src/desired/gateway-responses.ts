import type { AcceptedSpec } from '../api/accepted-api.ts';
import type { Json, JsonObject } from '../api/user-document.ts';
import { corsHeader } from './cors.ts';
import type { CorsSettings } from './cors.ts';

/** What API Gateway answers by itself, by response type; what is absent stays at AWS's default. */
export type GatewayResponses = Readonly<Record<string, GatewayResponse>>;

export interface GatewayResponse {
  readonly statusCode?: string;
  /** `gatewayresponse.header.x-reason` -> `'quota'`. */
  readonly responseParameters?: Readonly<Record<string, string>>;
  readonly responseTemplates?: Readonly<Record<string, string>>;
}

/** What the user asks for, in the spec or in the document; parsing has refused both at once. Undefined when neither. */
export function givenGatewayResponses({ gatewayResponses, document }: AcceptedSpec): GatewayResponses | undefined {
  const given =
    gatewayResponses === undefined
      ? Object.entries(document?.gatewayResponses ?? {}).map(([type, value]) => [type, ofDocument(value as JsonObject)])
      : gatewayResponses.map(({ type, statusCode, headers, templates }) => [
          type,
          {
            ...(statusCode !== undefined && { statusCode: String(statusCode) }),
            ...(headers && { responseParameters: headerParameters(headers) }),
            ...(templates && { responseTemplates: templates }),
          },
        ]);
  return given.length === 0 ? undefined : (Object.fromEntries(given) as GatewayResponses);
}

/**
 * A page may read an error of API Gateway itself only when that names its origin as well, so cors adds the header to the
 * two defaults and to every type that is customised: such a type takes nothing from its default. A header that the user
 * gives himself stays his.
 */
export function gatewayResponses(
  given: GatewayResponses | undefined,
  cors: CorsSettings | undefined,
): GatewayResponses | undefined {
  if (cors === undefined) return given;
  const [name, value] = corsHeader(cors);
  const types = [...new Set([...Object.keys(given ?? {}), 'DEFAULT_4XX', 'DEFAULT_5XX'])];
  return Object.fromEntries(
    types.map((type) => {
      const response = given?.[type] ?? {};
      const own = response.responseParameters ?? {};
      const isGiven = Object.keys(own).some((key) => key.toLowerCase() === name.toLowerCase());
      return [type, isGiven ? response : { ...response, responseParameters: { ...own, [name]: value } }];
    }),
  );
}

/** Static values stand in single quotes, which the CRD keeps out of them. */
function headerParameters(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [`gatewayresponse.header.${name}`, `'${value}'`]),
  );
}

function ofDocument({ statusCode, responseParameters, responseTemplates }: JsonObject): GatewayResponse {
  const texts = (value: Json | undefined) => value as Readonly<Record<string, string>>;
  return {
    ...(statusCode !== undefined && { statusCode: `${statusCode as string | number}` }),
    ...(responseParameters !== undefined && { responseParameters: texts(responseParameters) }),
    ...(responseTemplates !== undefined && { responseTemplates: texts(responseTemplates) }),
  };
}
