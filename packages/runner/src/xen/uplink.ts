import { once } from 'node:events';
import { execa } from 'execa';
import { networkFailed } from '../errors.ts';
import { dieWithParent } from '../spawn.ts';
import type { XenBed } from './bed.ts';
import { take, uplinkIn } from './bed-folder.ts';
import { bedProgram, frameSocket } from './bed-machine.ts';
import { bedFull } from './errors.ts';

/** A tap device that is joined to a bridge of dom0. */
export interface Uplink {
  readonly bridge: string;
  leave(): Promise<void>;
}

/** A tap device as QEMU's option says it: that with a name, or an open descriptor of this process. */
export type TapOption = `ifname=${string}` | `fd=${number}`;

/**
 * Joins a tap device of this network namespace to a bridge of dom0 that nobody uses, until this process ends: a QEMU without a
 * machine hands the frames on.
 *
 * @param id - of the guest, which has the bridge until it is given back
 * @throws {UnicoreError} `ERR_UNICORE_BED_FULL`, `ERR_UNICORE_NETWORK_FAILED`
 */
export async function joinUplink({ folder, uplinks }: XenBed, tap: TapOption, id: string): Promise<Uplink> {
  const bridges = Array.from({ length: uplinks }, (_, index) => `xenbr${index + 1}`);
  const bridge = take(folder, bridges, id);
  if (bridge === undefined) throw bedFull(folder, 'bridge for another tap device');
  const socket = frameSocket('bed', 'off', uplinkIn(folder, bridges.indexOf(bridge) + 1));
  const [program = '', ...args] = dieWithParent(relay(tap, socket));
  const child = execa(program, args, {
    stdio: ['ignore', 'pipe', 'pipe', ...inherited(tap)],
    reject: false,
  });
  // Its monitor greets once it has the tap and the socket.
  const greeted = once(child.stdout, 'data').then(() => true);
  if (!(await Promise.race([greeted, child.then(() => false)])))
    throw networkFailed(`no way from the test bed to ${tap}`, String((await child).stderr));
  return {
    bridge,
    leave: async () => {
      child.kill();
      await child;
    },
  };
}

function relay(tap: TapOption, bed: string): readonly string[] {
  const device = tap.startsWith('fd=') ? tap : `${tap},script=no,downscript=no`;
  const hub = (netdev: string): readonly string[] => [
    '-netdev',
    `hubport,id=${netdev}-port,hubid=0,netdev=${netdev}`,
  ];
  return [
    ...[bedProgram, '-M', 'none', '-nodefaults', '-no-user-config', '-display', 'none'],
    ...['-netdev', `tap,id=tap,${device}`, ...hub('tap')],
    ...['-netdev', bed, ...hub('bed'), '-qmp', 'stdio'],
  ];
}

/** Descriptors from 3 on up to that of the tap. */
function inherited(tap: TapOption): readonly ('ignore' | 9)[] {
  const fd = /^fd=(\d+)$/.exec(tap)?.[1];
  if (fd === undefined) return [];
  const between = Array.from({ length: Number(fd) - 3 }, () => 'ignore' as const);
  return [...between, Number(fd) as 9]; // It takes any, its types know one digit.
}
