import type { XlNetwork } from '@unicore/resolve';
import type { XenBed } from './bed.ts';
import { take } from './bed-folder.ts';
import { guestAddresses, macOfAddress, nameServerOf } from './bed-network.ts';
import { bedFull } from './errors.ts';
import type { GuestJob, JobNetwork } from './guest-job.ts';
import { joinUplink } from './uplink.ts';

/** What a guest of the bed gets, and is told. */
export interface GuestNetwork {
  readonly networks: readonly XlNetwork[];
  readonly parameters: readonly string[];
  /** Ends what serves it, once the guest is gone. */
  leave(): Promise<void>;
}

const none: GuestNetwork = { networks: [], parameters: [], leave: () => Promise.resolve() };

/**
 * Gives the guest what it needs of the bed's networks, for as long as nobody gives it back.
 *
 * @throws {UnicoreError} `ERR_UNICORE_BED_FULL`, `ERR_UNICORE_NETWORK_FAILED`, `ERR_UNICORE_PORT_TAKEN`
 */
export async function joinNetwork(bed: XenBed, { id, network }: GuestJob): Promise<GuestNetwork> {
  if (network.kind === 'none') return none;
  if (network.kind === 'bed') return joinBedNetwork(bed, network, id);
  const { bridge, leave } = await joinUplink(bed, network.tap, id);
  return { ...none, networks: [{ bridge, mac: network.mac }], leave };
}

/** The guest with the first address gets it by DHCP; others are told theirs. */
async function joinBedNetwork(
  bed: XenBed,
  { subnet, ports, stack }: JobNetwork & { readonly kind: 'bed' },
  id: string,
): Promise<GuestNetwork> {
  const { network } = bed;
  const address = take(bed.folder, guestAddresses(network, subnet), id);
  if (address === undefined)
    throw bedFull(
      bed.folder,
      `${subnet.fixed ? `free ${subnet.guest}` : 'address left'} in its network ${network.cidr}`,
    );
  for (const port of ports) await bed.forward(port, address);
  const told = stack && !subnet.fixed && address !== network.guest;
  const [, prefix] = network.cidr.split('/');
  return {
    ...none,
    networks: [{ bridge: 'xenbr0', mac: macOfAddress(address) }],
    parameters: told
      ? [`net.addr=${address}/${prefix}`, `net.gw=${network.host}`, `net.dns=${nameServerOf(network)}`]
      : [],
  };
}
