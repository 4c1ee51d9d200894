import { readFileSync } from 'node:fs';
import { invalidMemory, invalidNetwork, tapMissing } from './errors.ts';
import type { Image } from './image.ts';
import type { Network, Settings, StartOptions } from './options.ts';
import { claimPorts, parsePublish } from './ports.ts';

/** Where user-mode networks (QEMU's and slirp4netns's are one library) put the first guest that asks by DHCP. */
const firstGuest = '10.0.2.15';

/**
 * Joins the options of a start with the image's own run settings, and claims the host ports.
 *
 * @throws {UnicoreError} `ERR_UNICORE_INVALID_MEMORY`, `ERR_UNICORE_INVALID_NETWORK`, `ERR_UNICORE_INVALID_PUBLISH`,
 * `ERR_UNICORE_PORT_TAKEN`, `ERR_UNICORE_TAP_MISSING`
 */
export async function settleOptions(image: Image, options: StartOptions): Promise<Settings> {
  const { run } = image;
  const memoryMib = options.memoryMib ?? run.memoryMib;
  if (memoryMib !== undefined && !(Number.isFinite(memoryMib) && memoryMib > 0))
    throw invalidMemory(String(memoryMib));
  const publish = options.publish ?? run.publish ?? [];
  const network = parseNetwork(options.network ?? (run.network || publish.length > 0 ? 'user' : 'none'));
  const parameters = [...(run.parameters ?? []), ...(options.parameters ?? [])];
  const wanted = network.kind === 'user' ? publish.map(parsePublish) : [];
  return {
    memoryMib,
    network,
    ports: await claimPorts(wanted),
    guestAddress: staticAddress(parameters) ?? firstGuest,
    parameters,
    args: options.args ?? run.args ?? [],
    gdb: options.gdb ?? false,
    accelerator: options.accelerator,
    monitorArgs: options.monitorArgs ?? [],
    stdin: options.stdin ?? false,
    note: options.onNote ?? (() => undefined),
  };
}

/** Whether this network namespace has the interface: /sys may show those of another one. */
function hasInterface(name: string): boolean {
  const lines = readFileSync('/proc/self/net/dev', 'utf8').split('\n');
  return lines.some((line) => line.trimStart().startsWith(`${name}:`));
}

/**
 * Reads `user`, `none` or `tap:NAME`; a tap device must be there.
 *
 * @throws {UnicoreError} `ERR_UNICORE_INVALID_NETWORK`, `ERR_UNICORE_TAP_MISSING`
 */
export function parseNetwork(text: string): Network {
  if (text === 'user' || text === 'none') return { kind: text };
  const name = /^tap:([A-Za-z0-9_.-]{1,15})$/.exec(text)?.[1];
  if (!name) throw invalidNetwork(text);
  if (!hasInterface(name)) throw tapMissing(name);
  return { kind: 'tap', name };
}

/** The address that the guest was told to take, `net.addr=10.0.2.20/24`; the last one wins. */
function staticAddress(parameters: readonly string[]): string | undefined {
  return parameters
    .map((parameter) => /^net\.addr=(\d+(?:\.\d+){3})(?:\/\d+)?$/.exec(parameter)?.[1])
    .findLast((address) => address !== undefined);
}
