import { describe, expect, test } from '@jest/globals';
import { canonicalCidr, isWithinCidrs } from '../../src/desired/cidr.ts';

describe('a CIDR as EC2 stores it', () => {
  test.each([
    ['10.0.0.0/16', '10.0.0.0/16'],
    ['10.0.3.7/16', '10.0.0.0/16'],
    ['100.68.0.18/18', '100.68.0.0/18'],
    ['203.0.113.9/32', '203.0.113.9/32'],
    ['255.255.255.255/0', '0.0.0.0/0'],
    ['2001:DB8:0:0:1::7/64', '2001:db8::/64'],
    ['2001:db8::1/128', '2001:db8::1/128'],
    ['2001:db8:0:1:1:1:1:1/128', '2001:db8:0:1:1:1:1:1/128'],
    ['fd00::ffff:10.0.0.1/128', 'fd00::ffff:a00:1/128'],
    ['1::2:0:0:0:3/128', '1:0:0:2::3/128'],
    ['::/0', '::/0'],
  ])('%s -> %s', (written, stored) => {
    expect(canonicalCidr(written)).toBe(stored);
    expect(canonicalCidr(stored)).toBe(stored);
  });

  test('what is none stays as it is', () => {
    for (const text of [
      '10.0.0.0',
      '10.0.0.0/33',
      'sg-0123',
      '1.2.3/8',
      '1.2.3.256/8',
      '1:2/64',
      ':::/0',
      '1::2::3/64',
      'fd00::g/64',
      'fe80::1%eth0/64',
    ])
      expect(canonicalCidr(text)).toBe(text);
  });
});

test.each([
  ['10.0.4.0/24', ['10.0.0.0/16'], true],
  ['10.0.0.0/16', ['10.0.0.0/16'], true],
  ['10.0.0.0/15', ['10.0.0.0/16', '10.1.0.0/16'], false],
  ['10.1.0.0/24', ['10.0.0.0/16', '10.1.0.0/16'], true],
  ['0.0.0.0/0', ['10.0.0.0/16'], false],
  ['2001:db8::/64', ['2001:db8::/56'], true],
  ['2001:db8:1::/64', ['2001:db8::/56'], false],
  ['::/0', ['0.0.0.0/0'], false],
  ['10.0.0.0/24', [], false],
])('%s inside %j: %s', (cidr, outer, expected) => {
  expect(isWithinCidrs(cidr, outer)).toBe(expected);
});
