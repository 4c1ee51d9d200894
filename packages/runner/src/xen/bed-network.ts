import { createHash } from 'node:crypto';
import { addressesFrom, overlap, type Subnet } from '../network/subnet.ts';

/** The network of dom0's bridge and the host. */
export interface BedNetwork {
  /** `10.0.2.0/24` */
  readonly cidr: string;
  /** The host's address. */
  readonly host: string;
  /** What the first guest that asks by DHCP gets. */
  readonly guest: string;
}

export const usualNetwork: BedNetwork = { cidr: '10.0.2.0/24', host: '10.0.2.2', guest: '10.0.2.15' };

/** Of addresses for guests; a bed has no memory for more. */
const mostGuests = 100;

/** The first address of the network that is neither the host's nor the guest's. Pure. */
export function dom0Address({ cidr, host, guest }: BedNetwork): string {
  const candidates = firstAddresses(cidr, 3);
  return candidates.find((address) => address !== host && address !== guest) ?? host;
}

/** Where QEMU's user-mode stack answers DNS: address 3 of the network. Pure. */
export function nameServerOf({ cidr }: BedNetwork): string | undefined {
  return firstAddresses(cidr, 3)[2];
}

/**
 * The addresses that a guest may get, the first one by DHCP: that server gives the others to whom it likes. Of a guest that was told
 * its address, this one, or none where the network does not have it. Pure.
 */
export function guestAddresses(network: BedNetwork, { fixed, guest }: Subnet): readonly string[] {
  const { cidr, host } = network;
  if (fixed) return overlap(`${guest}/32`, cidr) ? [guest] : [];
  const taken = [host, dom0Address(network), nameServerOf(network)];
  return [network.guest, ...addressesFrom(network.guest, cidr).slice(1)]
    .filter((address) => !taken.includes(address))
    .slice(0, mostGuests);
}

/** The MAC address of the guest with an IPv4 address. Pure. */
export function macOfAddress(address: string): string {
  return mac(Buffer.from(address.split('.').slice(1).map(Number)));
}

/** The MAC address of the guest behind a tap device: each time the same, so that DHCP servers know it again. Pure. */
export function macOfTap(name: string): string {
  return mac(createHash('sha256').update(name).digest());
}

/** Of Xen's own range. */
function mac(end: Buffer): string {
  return `00:16:3e:${end
    .subarray(0, 3)
    .toString('hex')
    .replace(/..(?=.)/g, '$&:')}`;
}

function firstAddresses(cidr: string, count: number): readonly string[] {
  const [first = ''] = cidr.split('/');
  return addressesFrom(first, cidr).slice(1, count + 1);
}
