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
  const bits = address.includes(':') ? 128 : 32;
  const number = bits === 32 ? ipv4Number(address) : ipv6Number(address);
  const prefix = Number(prefixText);
  if (number === undefined || !/^\d{1,3}$/u.test(prefixText) || prefix > bits) return undefined;
  return { bits, first: cleared(number, bits, prefix), prefix };
}

function cleared(address: bigint, bits: number, prefix: number): bigint {
  const hostBits = BigInt(bits - prefix);
  return (address >> hostBits) << hostBits;
}

function ipv4Number(address: string): bigint | undefined {
  const parts = address.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/u.test(part) && Number(part) < 256)) return undefined;
  return parts.reduce((number, part) => number * 256n + BigInt(part), 0n);
}

function ipv6Number(address: string): bigint | undefined {
  const [head = '', tail, ...more] = address.split('::');
  const before = groupsOf(head);
  const after = groupsOf(tail ?? '');
  const zeros = 8 - before.length - after.length;
  // `::` stands for one group at least.
  if (more.length > 0 || (tail === undefined ? zeros !== 0 : zeros < 1)) return undefined;
  const groups = [...before, ...Array.from({ length: zeros }, () => '0'), ...after];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/iu.test(group))) return undefined;
  return groups.reduce((number, group) => number * 65_536n + BigInt(`0x${group}`), 0n);
}

/** The last 32 bits may be written as an IPv4 address. */
function groupsOf(part: string): string[] {
  const groups = part === '' ? [] : part.split(':');
  const last = groups.at(-1)?.includes('.') === true ? ipv4Number(groups.at(-1)!) : undefined;
  return last === undefined ? groups : [...groups.slice(0, -1), ...inGroups(last, 2)];
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
