import { describe, expect, it } from 'vitest';
import { subnetOf } from '../network/subnet.ts';
import { dom0Address, guestAddresses, macOfAddress, macOfTap, usualNetwork } from './bed-network.ts';

describe('addresses of guests of a bed', () => {
  const free = subnetOf([]);

  it('begin with the one that DHCP gives, and leave out the host, dom0 and the name server', () => {
    const addresses = guestAddresses(usualNetwork, free);

    expect(addresses.slice(0, 3)).toEqual(['10.0.2.15', '10.0.2.16', '10.0.2.17']);
    expect(new Set(addresses).size).toBe(100);
    const low = { cidr: '10.0.2.0/29', host: '10.0.2.2', guest: '10.0.2.1' };
    expect(guestAddresses(low, free)).toEqual(['10.0.2.1', '10.0.2.4', '10.0.2.5', '10.0.2.6']);
  });

  it('are the one that the guest was told, where the network has it', () => {
    expect(guestAddresses(usualNetwork, subnetOf(['net.addr=10.0.2.77/24']))).toEqual(['10.0.2.77']);
    expect(guestAddresses(usualNetwork, subnetOf(['net.addr=10.0.3.77/24']))).toEqual([]);
  });
});

it('gives dom0 an address that nobody else has', () => {
  expect(dom0Address(usualNetwork)).toBe('10.0.2.1');
  expect(dom0Address({ ...usualNetwork, guest: '10.0.2.1' })).toBe('10.0.2.3');
});

it('gives each address and each tap device a MAC address of its own, the same each time', () => {
  expect(macOfAddress('10.0.2.15')).toBe('00:16:3e:00:02:0f');
  expect(macOfTap('uc0')).toMatch(/^00:16:3e(:[0-9a-f]{2}){3}$/);
  expect(macOfTap('uc0')).toBe(macOfTap('uc0'));
  expect(macOfTap('uc0')).not.toBe(macOfTap('uc1'));
});
