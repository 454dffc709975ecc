import { createSign, createVerify } from 'node:crypto';
import type { UserPool } from '../state.ts';

export type Claims = Readonly<Record<string, unknown>>;

/** A token of the pool, as its sign-in would hand out: `token_use` is `id` or `access`, `exp` in seconds since 1970. */
export function issueToken(pool: UserPool, claims: Claims): string {
  const head = encode({ alg: 'RS256', typ: 'JWT' });
  const signed = `${head}.${encode({ iss: pool.issuer, ...claims })}`;
  return `${signed}.${createSign('RSA-SHA256').update(signed).sign(pool.privateKey, 'base64url')}`;
}

/** What a token says, when one of the pools signed it. */
export function verifiedClaims(token: string, pools: readonly UserPool[]): Claims | undefined {
  const [head = '', payload = '', signature = ''] = token.split('.');
  const claims = decode(payload);
  const pool = pools.find(({ issuer }) => issuer === claims?.['iss']);
  if (claims === undefined || pool === undefined || decode(head)?.['alg'] !== 'RS256') return undefined;
  const verifier = createVerify('RSA-SHA256').update(`${head}.${payload}`);
  return verifier.verify(pool.publicKey, signature, 'base64url') ? claims : undefined;
}

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

function decode(part: string): Claims | undefined {
  try {
    const value = JSON.parse(Buffer.from(part, 'base64url').toString()) as unknown;
    return typeof value === 'object' && value !== null ? (value as Claims) : undefined;
  } catch {
    return undefined;
  }
}
