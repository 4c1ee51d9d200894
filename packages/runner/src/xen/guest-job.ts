import { UnicoreError } from '@unicore/descriptor';
import type { PublishedPort } from '../ports.ts';
import type { BedDomain } from './guest.ts';
import type { BedDisk } from './disk.ts';
import type { BedNetwork } from './start-bed.ts';

/** What the process that watches over one guest in a bed is told. */
export interface GuestJob {
  /** Folder of a bed that runs; without it the guest gets one of its own. */
  readonly bed: string | undefined;
  /** No other guest of the bed has it: eight letters and digits. */
  readonly id: string;
  readonly domain: Omit<BedDomain, 'name' | 'disks'> & { readonly name: string };
  /** Of the host; the guest has them as xvda, xvdb, ... */
  readonly disks: readonly BedDisk[];
  readonly network: BedNetwork;
  readonly ports: readonly PublishedPort[];
  /** Settings for `xl create` that win over the configuration. */
  readonly overrides: readonly string[];
}

/** Names a disk of the guest in the bed; what cleans up after the guest finds it by that. Pure. */
export function diskIdOf({ id }: GuestJob, index: number): string {
  return `disk-${id}-${index}`;
}

/** `xvda`, `xvdb`, ... Pure. */
export function guestDiskName(index: number): string {
  return `xvd${String.fromCharCode('a'.charCodeAt(0) + index)}`;
}

const mark = 'unicore-error: ';

/** Renders an error for the process that started this one. */
export function writeError(error: unknown): string {
  if (!(error instanceof UnicoreError)) return `${error instanceof Error ? error.stack : String(error)}\n`;
  const { code, message, hint } = error;
  return `${mark}${JSON.stringify({ code, message, hint })}\n`;
}

/** Reads what {@link writeError} wrote; nothing where there was no such line. */
export function readError(output: string): UnicoreError | undefined {
  const line = output.split('\n').find((each) => each.startsWith(mark));
  if (line === undefined) return undefined;
  const { code, message, hint } = JSON.parse(line.slice(mark.length)) as UnicoreError;
  return new UnicoreError(code, message, { ...(hint === undefined ? {} : { hint }) });
}
