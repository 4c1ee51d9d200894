import { describe, expect, it } from 'vitest';
import { overlap, routedNetworks, subnetOf, usualSubnets } from './subnet.ts';

describe('the network of a guest', () => {
  it.each([
    [[], '10.0.2.15', '10.0.2.2', '10.0.2.0/24'],
    [['net.addr=10.7.8.9/24'], '10.7.8.9', '10.7.8.2', '10.7.8.0/24'],
    [['net.addr=10.7.8.9/24', 'net.gw=10.7.8.1'], '10.7.8.9', '10.7.8.1', '10.7.8.0/24'],
    [['net.addr=10.7.8.9/24', 'net.gw=10.9.9.1'], '10.7.8.9', '10.7.8.2', '10.7.8.0/24'],
    [['net.addr=10.7.8.2/24'], '10.7.8.2', '10.7.8.1', '10.7.8.0/24'],
    [['net.addr=192.168.250.9/16'], '192.168.250.9', '192.168.0.2', '192.168.0.0/16'],
    [['net.addr=10.7.8.9/24', 'net.addr=10.1.1.9/24'], '10.1.1.9', '10.1.1.2', '10.1.1.0/24'],
    [['net.addr=10.7.8.9/24', 'net.addr=fd00::9/64'], '10.7.8.9', '10.7.8.2', '10.7.8.0/24'],
    [['net.addr=10.7.8.4/31'], '10.7.8.4', '10.7.8.5', '10.7.8.4/31'],
  ])('with %j is %s at %s of %s', (parameters, guest, host, cidr) => {
    expect(subnetOf(parameters)).toMatchObject({ guest, host, cidr });
  });

  it('is the usual one first where nothing is told', () => {
    const [first] = usualSubnets();
    expect(first).toEqual(subnetOf([]));
  });
});

it.each([
  ['10.0.2.0/24', '10.0.2.15/32', true],
  ['10.0.0.0/8', '10.0.2.0/24', true],
  ['10.0.3.0/24', '10.0.2.0/24', false],
  ['192.168.0.0/16', '10.0.2.0/24', false],
  ['224.0.0.0/4', '224.1.0.0/24', true],
])('%s and %s overlap: %s', (one, other, answer) => {
  expect(overlap(one, other)).toBe(answer);
});

it('reads the routes of all tables, but not the default ones', () => {
  const text = `Main:
  +-- 0.0.0.0/0 3 0 5
     |-- 0.0.0.0
        /0 universe UNICAST
        /1 universe UNICAST
     +-- 10.0.2.0/24 2 0 2
        |-- 10.0.2.0
           /24 link UNICAST
           /32 link BROADCAST
Local:
     |-- 10.9.0.1
        /32 host LOCAL
`;
  expect(routedNetworks(text)).toEqual(['10.0.2.0/24', '10.0.2.0/32', '10.9.0.1/32']);
});
