import { isIPv4, isIPv6 } from 'node:net';

/** A block of addresses; `first` has no bit set beyond the prefix. */
interface Block {
  readonly bits: 32 | 128;
  readonly first: bigint;
  readonly prefix: number;
}

/** As EC2 stores it: the host bits cleared (`10.0.3.7/16` -> `10.0.0.0/16`), IPv6 in its short form. */
export function canonicalCidr(cidr: string): string {
  const block = parseBlock(cidr);
  if (block === undefined) return cidr;
  return `${block.bits === 32 ? dotted(block.first) : shortIpv6(block.first)}/${block.prefix}`;
}

/** Whether every address of the block is in one of the others. */
export function isWithinCidrs(cidr: string, outer: readonly string[]): boolean {
  const inner = parseBlock(cidr);
  return inner !== undefined && outer.some((other) => contains(parseBlock(other), inner));
}

function contains(outer: Block | undefined, inner: Block): boolean {
  if (outer === undefined || outer.bits !== inner.bits || outer.prefix > inner.prefix) return false;
  return cleared(inner.first, outer.bits, outer.prefix) === outer.first;
}

function parseBlock(cidr: string): Block | undefined {
  const [address = '', prefixText = ''] = cidr.split('/');
  const bits = isIPv4(address) ? 32 : isIPv6(address) ? 128 : undefined;
  const prefix = Number(prefixText);
  if (bits === undefined || !/^\d{1,3}$/u.test(prefixText) || prefix > bits) return undefined;
  const number = bits === 32 ? ipv4Number(address) : ipv6Number(address);
  return { bits, first: cleared(number, bits, prefix), prefix };
}

function cleared(address: bigint, bits: number, prefix: number): bigint {
  const hostBits = BigInt(bits - prefix);
  return (address >> hostBits) << hostBits;
}

function ipv4Number(address: string): bigint {
  return address.split('.').reduce((number, part) => number * 256n + BigInt(part), 0n);
}

function ipv6Number(address: string): bigint {
  // The last 32 bits may be written as an IPv4 address.
  const groups = address.replace(/[\d.]+$/u, (end) =>
    end.includes('.') ? inGroups(ipv4Number(end), 2).join(':') : end,
  );
  const [head = '', tail] = groups.split('::');
  const before = head.split(':').filter((group) => group !== '');
  const after = (tail ?? '').split(':').filter((group) => group !== '');
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  return [...before, ...zeros, ...after].reduce((number, group) => number * 65_536n + BigInt(`0x${group}`), 0n);
}

function dotted(address: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (address >> shift) & 255n).join('.');
}

/** RFC 5952: lower case, no leading zeros, the longest run of zero groups as `::`. */
function shortIpv6(address: bigint): string {
  const text = inGroups(address, 8).join(':');
  const [longest] = (text.match(/\b0(?::0)+\b/gu) ?? []).sort((a, b) => b.length - a.length);
  if (longest === undefined) return text;
  return text.replace(new RegExp(`(^|:)${longest}(:|$)`, 'u'), '::');
}

function inGroups(number: bigint, count: number): string[] {
  return Array.from({ length: count }, (_, index) =>
    ((number >> BigInt(16 * (count - 1 - index))) & 0xffffn).toString(16),
  );
}
