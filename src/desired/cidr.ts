import { BlockList, SocketAddress, isIP } from 'node:net';

interface Block {
  readonly family: 'ipv4' | 'ipv6';
  readonly address: string;
  readonly prefix: number;
}

/** As EC2 stores it: the host bits cleared (`10.0.3.7/16` -> `10.0.0.0/16`), IPv6 in its short form. */
export function canonicalCidr(cidr: string): string {
  const block = parseBlock(cidr);
  if (block === undefined) return cidr;
  const { family, address, prefix } = block;
  const [separator, bits, radix] = family === 'ipv4' ? ['.', 8, 10] : [':', 16, 16];
  const parts = family === 'ipv4' ? address.split('.') : groupsOf(address);
  const first = parts.map((part, index) => {
    const hostBits = Math.min(Math.max((index + 1) * bits - prefix, 0), bits);
    return ((Number.parseInt(part, radix) >> hostBits) << hostBits).toString(radix);
  });
  return `${new SocketAddress({ address: first.join(separator), family }).address}/${prefix}`;
}

/** Whether every address of the block is in one of the others. */
export function isWithinCidrs(cidr: string, outer: readonly string[]): boolean {
  const inner = parseBlock(cidr);
  if (inner === undefined) return false;
  return outer.some((other) => {
    const block = parseBlock(other);
    if (block?.family !== inner.family || block.prefix > inner.prefix) return false;
    const addresses = new BlockList();
    addresses.addSubnet(block.address, block.prefix, block.family);
    return addresses.check(inner.address, inner.family);
  });
}

function parseBlock(cidr: string): Block | undefined {
  const [address = '', prefix = ''] = cidr.split('/');
  // An address with a zone (`fe80::1%eth0`) is one to Node; a block of them is none.
  const version = address.includes('%') ? 0 : isIP(address);
  if (version === 0 || !/^\d{1,3}$/u.test(prefix) || Number(prefix) > (version === 4 ? 32 : 128)) return undefined;
  return { family: version === 4 ? 'ipv4' : 'ipv6', address, prefix: Number(prefix) };
}

/** The eight groups of an IPv6 address, whose last two may be written as an IPv4 address; `::` stands for zeros. */
function groupsOf(address: string): string[] {
  const [head = [], tail = []] = new URL(`http://[${address}]`).hostname
    .slice(1, -1)
    .split('::')
    .map((part) => part.split(':').filter((group) => group !== ''));
  return [...head, ...Array.from({ length: 8 - head.length - tail.length }, () => '0'), ...tail];
}
