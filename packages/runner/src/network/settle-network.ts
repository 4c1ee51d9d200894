import { readFileSync } from 'node:fs';
import { invalidNetwork, networkTaken, tapMissing } from '../errors.ts';
import { hasContract, type Image } from '../image.ts';
import type { Network } from '../options.ts';
import { claimSubnet } from './claim-subnet.ts';
import { mayMakeTaps } from './may-make-taps.ts';
import { type Subnet, subnetOf, usualSubnets } from './subnet.ts';

/** A {@link Network}, or `auto`. */
export type NetworkChoice = Network | { readonly kind: 'auto' };

/**
 * Reads `auto`, `user`, `none`, `tap` or `tap:NAME`; a tap device with a name must be there.
 *
 * @throws {UnicoreError} `ERR_UNICORE_INVALID_NETWORK`, `ERR_UNICORE_TAP_MISSING`
 */
export function parseNetwork(text: string): NetworkChoice {
  if (text === 'auto' || text === 'user' || text === 'none') return { kind: text };
  if (text === 'tap') return { kind: 'own-tap' };
  const name = /^tap:([A-Za-z0-9_.-]{1,15})$/.exec(text)?.[1];
  if (!name) throw invalidNetwork(text);
  if (!hasInterface(name)) throw tapMissing(name);
  return { kind: 'tap', name };
}

export interface SettledNetwork {
  readonly network: Network;
  readonly subnet: Subnet;
  /** Gives addresses back that were taken. */
  readonly release: () => void;
}

/**
 * Turns `auto` into what serves, and takes the addresses of a tap of our own.
 *
 * @throws {UnicoreError} `ERR_UNICORE_NETWORK_TAKEN`
 */
export async function settleNetwork(
  choice: NetworkChoice,
  image: Image,
  parameters: readonly string[],
  note: (line: string) => void,
): Promise<SettledNetwork> {
  const subnet = subnetOf(parameters);
  const release = (): void => undefined;
  if (!hasContract(image, 'netdev')) return { network: { kind: 'none' }, subnet, release };
  if (choice.kind !== 'auto' && choice.kind !== 'own-tap') return { network: choice, subnet, release };
  if (choice.kind === 'own-tap' || (image.platform === 'linuxu' && mayMakeTaps())) {
    const claimed = await claimSubnet(subnet.fixed ? [subnet] : usualSubnets());
    if (claimed) return { network: { kind: 'own-tap' }, ...claimed };
    if (choice.kind === 'own-tap') throw networkTaken(subnet.cidr);
    note(`network: user, no tap: this host has a route to ${subnet.cidr} already`);
  }
  return { network: { kind: 'user' }, subnet, release };
}

/** Whether this network namespace has the interface: /sys may show those of another one. */
function hasInterface(name: string): boolean {
  const lines = readFileSync('/proc/self/net/dev', 'utf8').split('\n');
  return lines.some((line) => line.trimStart().startsWith(`${name}:`));
}
