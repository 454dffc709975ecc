import type { Hashes } from '../desired/desired-state.ts';

/** CreateDeployment takes neither token nor tags, so a deployment is recognised by the hashes in its description. */
export function deploymentDescription(hashes: Hashes): string {
  return `privateapi.dev/v1 document=${hashes.document} policy=${hashes.policy} links=${hashes.links}`;
}

/** Undefined for a deployment that is not of the operator. */
export function parseDeploymentDescription(description: string | undefined): Hashes | undefined {
  const match = /^privateapi\.dev\/v1 document=([0-9a-f]{16}) policy=([0-9a-f]{16}) links=([0-9a-f]{16})$/u.exec(
    description ?? '',
  );
  return match === null ? undefined : { document: match[1]!, policy: match[2]!, links: match[3]! };
}

export function hasSameHashes(a: Hashes, b: Hashes): boolean {
  return a.document === b.document && a.policy === b.policy && a.links === b.links;
}
