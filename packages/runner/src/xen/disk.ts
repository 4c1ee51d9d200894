import { diskUnusable } from '../errors.ts';
import type { CommandResult } from './bed.ts';
import { bedFailed } from './errors.ts';
import { qmpCommand, QmpRefusal } from './qmp.ts';

/** A raw disk image of the host, or a block device. */
export interface BedDisk {
  readonly path: string;
  readonly readOnly: boolean;
  /** A block device of the host, no file. */
  readonly device?: boolean;
  /** A file of the host that all writes go to as well, in their order and with the flushes: what QEMU's blklogwrites makes of it. */
  readonly log?: string;
}

/** The bed's QEMU and its dom0. */
interface Machine {
  readonly monitor: string;
  readonly command: (script: string) => Promise<CommandResult>;
}

/** The bed's SCSI bus: disks can come and go on it without a word from dom0. It has targets 0 to 255. */
export const diskBus = 'scsi';
const targets = 256;

export async function attachDisk(machine: Machine, disk: BedDisk, id: string): Promise<string> {
  const { path: filename, readOnly, device = false, log } = disk;
  const driver = device ? 'host_device' : 'file';
  const file = { driver, filename, 'read-only': readOnly, discard: 'unmap' };
  const node = { 'node-name': id, 'read-only': readOnly, discard: 'unmap', file };
  let added = false;
  let target: number;
  try {
    await qmpCommand(
      machine.monitor,
      'blockdev-add',
      log === undefined ? { driver: 'raw', ...node } : logged(node, log),
    );
    added = true;
    target = await plug(machine, id);
  } catch (error) {
    if (added) await detachDisk(machine, id);
    throw error instanceof QmpRefusal ? diskUnusable(filename, error.message.replace(/\.$/, '')) : error;
  }
  const { status, output } = await machine.command(`find-disk ${target}`);
  if (status !== 0) throw bedFailed(`dom0 does not see the disk ${filename}`, output);
  return output.trim();
}

function logged(node: object, filename: string): object {
  const kind = { driver: 'blklogwrites', 'log-sector-size': 512, 'log-super-update-interval': 1 };
  return { ...kind, ...node, log: { driver: 'file', filename } };
}

/** Returns the target that the disk got, the first that was free: another process may be about to take one, too. */
async function plug({ monitor }: Machine, id: string): Promise<number> {
  for (let target = 0; ; target++) {
    const device = { driver: 'scsi-hd', id, bus: `${diskBus}.0`, 'scsi-id': target, lun: 0, drive: id };
    try {
      await qmpCommand(monitor, 'device_add', device);
      return target;
    } catch (error) {
      const taken = error instanceof QmpRefusal && error.message.includes('already used');
      if (!taken || target === targets - 1) throw error;
    }
  }
}

/** dom0 hears of it and forgets the device, whether somebody has it open or not. */
export async function detachDisk({ monitor }: Machine, id: string): Promise<void> {
  await refusable(qmpCommand(monitor, 'device_del', { id }));
  // QEMU lets go of the file a little later.
  for (;;) {
    const refusal = await refusable(qmpCommand(monitor, 'blockdev-del', { 'node-name': id }));
    if (!refusal?.message.includes('in use')) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function refusable(command: Promise<unknown>): Promise<QmpRefusal | undefined> {
  try {
    await command;
    return undefined;
  } catch (error) {
    if (error instanceof QmpRefusal) return error;
    throw error;
  }
}
