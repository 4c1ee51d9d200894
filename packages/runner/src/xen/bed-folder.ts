import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { UnicoreError } from '@unicore/descriptor';
import type { BedNetwork } from './bed-network.ts';
import { bedFailed } from './errors.ts';

/** What others need to reach a bed that runs; `running.json` of its folder. */
export interface RunningBed {
  /** The QEMU process. */
  readonly pid: number;
  readonly token: string;
  readonly network: BedNetwork;
  /** How many networks of the host can join: bridges xenbr1, xenbr2, ... of dom0 and sockets of the folder. */
  readonly uplinks: number;
}

const runningName = 'running.json';
const takenSuffix = '.taken';

/** Files of a bed's folder. */
export const serialLogIn = (folder: string): string => join(folder, 'serial.log');
/** Socket of QEMU's monitor. */
export const monitorIn = (folder: string): string => join(folder, 'monitor');
/** Socket of dom0's control channel: reached from any network namespace. */
export const controlIn = (folder: string): string => join(folder, 'control');
/** Socket of what exchanges Ethernet frames with the bridge of that number. */
export const uplinkIn = (folder: string, number: number): string => join(folder, `uplink${number}`);
/** QEMU's own end of it. */
export const cardIn = (folder: string, number: number): string => join(folder, `card${number}`);

/** @throws {UnicoreError} `ERR_UNICORE_BED_FAILED` */
export function writeRunning(folder: string, running: RunningBed): void {
  try {
    writeFileSync(join(folder, runningName), JSON.stringify(running), { mode: 0o600 });
  } catch (error) {
    throw notWritable(error);
  }
}

function notWritable(error: unknown): UnicoreError {
  return bedFailed(
    'its folder cannot be written to',
    `${String(error)}\nAnother place for it: TMPDIR=/folder`,
  );
}

/** @throws {UnicoreError} `ERR_UNICORE_BED_FAILED` */
export function readRunning(folder: string): RunningBed {
  try {
    return JSON.parse(readFileSync(join(folder, runningName), 'utf8')) as RunningBed;
  } catch (error) {
    throw bedFailed(
      `there is none that runs in ${folder}`,
      `${String(error)}\nStart one: npm run up -w @unicore-tools/xen-bed; or leave UNICORE_XEN_BED unset, and each image gets its own.`,
    );
  }
}

/** The QEMU process of a bed in `folder`; nothing where none came up there, or somebody else owns the folder. */
export function pidOf(folder: string): number | undefined {
  try {
    return readRunning(folder).pid;
  } catch {
    return undefined;
  }
}

/** Removes the folder of a bed that has ended. */
export function removeBed(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

/**
 * Takes the first of these things that no guest has, for the guest `id`; nothing where all are taken.
 *
 * @throws {UnicoreError} `ERR_UNICORE_BED_FAILED`
 */
export function take(folder: string, things: readonly string[], id: string): string | undefined {
  return things.find((thing) => {
    const file = join(folder, `${thing}${takenSuffix}`);
    try {
      writeFileSync(file, id, { flag: 'wx' });
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      rmSync(file, { force: true });
      throw notWritable(error);
    }
  });
}

/** Gives back all that was taken for the guest. */
export function giveBack(folder: string, id: string): void {
  for (const name of readdirSync(folder).filter((each) => each.endsWith(takenSuffix))) {
    const file = join(folder, name);
    if (readFileSync(file, 'utf8') === id) rmSync(file);
  }
}
