import { AwsError } from '../aws-error.ts';
import type { Call } from '../operation.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** The request's JSON object. @throws AwsError SerializationException when it is none. */
export function jsonBody(call: Call): JsonObject {
  if (call.body.length === 0) return {};
  try {
    const parsed = JSON.parse(new TextDecoder().decode(call.body)) as Json;
    if (isObject(parsed)) return parsed;
  } catch {
    // Told below, in AWS's words.
  }
  throw new AwsError(400, 'SerializationException', 'Start of structure or map found where not expected.');
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The member as text; absent and null are undefined. @throws AwsError SerializationException for other types. */
export function textMember(body: JsonObject, name: string): string | undefined {
  const value = body[name];
  return value === undefined || value === null ? undefined : asText(value);
}

export function flagMember(body: JsonObject, name: string): boolean {
  return body[name] === true || body[name] === 'true';
}

export function textListMember(body: JsonObject, name: string): string[] | undefined {
  const value = body[name];
  return Array.isArray(value) ? value.map(asText) : undefined;
}

export function textMapMember(body: JsonObject, name: string): Record<string, string> | undefined {
  const value = body[name];
  if (!isObject(value)) return undefined;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, asText(one)]));
}

export function flagMapMember(body: JsonObject, name: string): Record<string, boolean> | undefined {
  const value = body[name];
  if (!isObject(value)) return undefined;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, one === true || one === 'true']));
}

export function objectMember(body: JsonObject, name: string): JsonObject | undefined {
  const value = body[name];
  return isObject(value) ? value : undefined;
}

function asText(value: Json): string {
  if (typeof value === 'string') return value;
  // The names are those of AWS's own deserializer, which tells its Java types.
  const type =
    typeof value === 'boolean'
      ? 'java.lang.Boolean'
      : typeof value === 'number'
        ? 'com.amazon.coral.value.json.numbers.TruncatingBigNumber'
        : 'java.lang.Object';
  throw new AwsError(400, 'SerializationException', `class ${type} can not be converted to an String`);
}
