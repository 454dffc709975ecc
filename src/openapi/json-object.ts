import type { Json, JsonObject } from '../api/user-document.ts';

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The own member that is an object; empty when there is none. Names such as `constructor` are names like any other. */
export function objectAt(holder: Json | undefined, name: string): JsonObject {
  const value = memberOf(holder, name);
  return isObject(value) ? value : {};
}

export function listAt(holder: Json | undefined, name: string): readonly Json[] {
  const value = memberOf(holder, name);
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

export function memberOf(holder: Json | undefined, name: string): Json | undefined {
  return isObject(holder) && Object.hasOwn(holder, name) ? holder[name] : undefined;
}

/** Undefined for what is no text. */
export function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
