import { TerminalError } from '../errors.ts';
import { checkShape } from '../openapi/check-shape.ts';
import { specOf } from './pass.ts';
import type { Pass } from './pass.ts';

/** An OpenAPI document as text, or why there is none, and where it stands, as messages begin. */
export type OpenApiText = { readonly where: string } & ({ readonly text: string } | { readonly problem: string });

/** In bytes of JSON, as the field's description promises; the rest of an object has to fit into etcd beside it. */
const maxInlineBytes = 256 * 1024;

/** In bytes; a ConfigMap holds no more. */
const maxTextBytes = 1024 * 1024;

/** Undefined when the spec lists routes instead. */
export async function openApiText(pass: Pass): Promise<OpenApiText | undefined> {
  const { inline, configMapRef } = specOf(pass.object).openApi ?? {};
  if (inline !== undefined) return inlineText(inline);
  return configMapRef === undefined ? undefined : configMapText(pass, configMapRef);
}

function inlineText(inline: object): OpenApiText {
  const where = 'spec.openApi.inline';
  // Before it is written out as JSON, which no stack survives for every nesting.
  const [unsafe] = checkShape(inline);
  if (unsafe !== undefined) return { where: `${where}#${unsafe.pointer}`, problem: unsafe.message };
  const text = JSON.stringify(inline);
  return Buffer.byteLength(text) <= maxInlineBytes
    ? { where, text }
    : {
        where,
        problem: `is larger than ${maxInlineBytes / 1024} KiB; put it into a ConfigMap and name that by spec.openApi.configMapRef`,
      };
}

async function configMapText(
  { object, ports }: Pass,
  { name, key }: { readonly name: string; readonly key: string },
): Promise<OpenApiText> {
  const where = `ConfigMap ${object.metadata.namespace}/${name}, key ${key}`;
  const configMap = await ports.kubernetes.readReferenced(object, 'ConfigMap', name, undefined);
  if (configMap === undefined || configMap.metadata.deletionTimestamp !== undefined)
    throw notFound(`${where}: the ConfigMap does not exist; create it, it is awaited`);
  const text = configMap.data !== undefined && Object.hasOwn(configMap.data, key) ? configMap.data[key] : undefined;
  if (text === undefined) {
    const isBinary = configMap.binaryData !== undefined && Object.hasOwn(configMap.binaryData, key);
    if (isBinary) return { where, problem: 'is under binaryData, so it is no text in UTF-8; save it as that' };
    throw notFound(`${where}: the ConfigMap has no such key under data; add it, it is awaited`);
  }
  return Buffer.byteLength(text) <= maxTextBytes
    ? { where, text }
    : { where, problem: 'is larger than 1 MiB; describe a smaller API' };
}

function notFound(message: string): TerminalError {
  return new TerminalError({ reason: 'OpenApiNotFound', message });
}
