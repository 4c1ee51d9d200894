import { UnicoreError } from '@unicore/descriptor';
import type { Subnet } from '../network/subnet.ts';
import type { PublishedPort } from '../ports.ts';
import type { BedDomain } from './guest.ts';
import type { BedDisk } from './disk.ts';
import type { TapOption } from './uplink.ts';

/** What the process that watches over one guest in a bed is told. */
export interface GuestJob {
  /** Folder of a bed that runs; without it the guest gets one of its own. */
  readonly bed: string | undefined;
  /** No other guest of the bed has it: eight letters and digits. */
  readonly id: string;
  readonly domain: Omit<BedDomain, 'name' | 'commandLine' | 'networks' | 'disks'> & { readonly name: string };
  readonly parameters: readonly string[];
  readonly args: readonly string[];
  /** Of the host; the guest has them as xvda, xvdb, ... */
  readonly disks: readonly BedDisk[];
  readonly network: JobNetwork;
  /** Settings for `xl create` that win over the configuration. */
  readonly overrides: readonly string[];
  /** Whether the guest reads this process's standard input. */
  readonly stdin: boolean;
}

/** No network; the bed's own, with ports of the host; or a tap device of the host. */
export type JobNetwork =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'bed';
      readonly subnet: Subnet;
      readonly ports: readonly PublishedPort[];
      /** Whether the image has a network stack, which parameters tell its address. */
      readonly stack: boolean;
    }
  | { readonly kind: 'tap'; readonly tap: TapOption; readonly mac: string };

/** What the process that stands for a guest of the Xen that runs here is told. */
export interface XlJob {
  readonly name: string;
  /** Of the domain, as `xl create` reads it. */
  readonly config: string;
  readonly overrides: readonly string[];
  readonly stdin: boolean;
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
