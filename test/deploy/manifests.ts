import { readFileSync, statSync } from 'node:fs';
import { parse, parseAllDocuments } from 'yaml';

/** A Kubernetes object as a file holds it. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string> };
  // oxlint-disable-next-line typescript/no-explicit-any -- of every kind
  [field: string]: any;
}

/** Everything a folder's kustomization.yaml lists, in its order. Folders of ours use no other feature of kustomize. */
export function readManifests(folder: URL): Manifest[] {
  const {
    apiVersion: _apiVersion,
    kind: _kind,
    resources,
    ...rest
  } = parse(read(new URL('kustomization.yaml', folder)));
  if (Object.keys(rest).length > 0)
    throw new Error(`not understood in ${folder.pathname}: ${Object.keys(rest).join()}`);
  return (resources as string[]).flatMap((resource) => {
    const place = new URL(resource, folder);
    if (statSync(place).isDirectory()) return readManifests(new URL(`${place.href}/`));
    return parseAllDocuments(read(place)).map((document) => document.toJS() as Manifest);
  });
}

const read = (file: URL) => readFileSync(file, 'utf8');

/** What `kubectl apply -k deploy/kustomize/base` applies. */
export const baseManifests = readManifests(new URL('../../deploy/kustomize/base/', import.meta.url));

/** The only manifest of a kind. Throws when there is none or several. */
export function manifestOf(kind: string): Manifest {
  const [manifest, ...others] = baseManifests.filter((candidate) => candidate.kind === kind);
  if (!manifest || others.length > 0)
    throw new Error(`${others.length + Number(Boolean(manifest))} manifests of ${kind}`);
  return manifest;
}
