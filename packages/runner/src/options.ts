import type { Firmware } from './metal/firmware.ts';
import type { Disk } from './disks.ts';
import type { Subnet } from './network/subnet.ts';
import type { PublishedPort } from './ports.ts';
import type { Share } from './shares.ts';

export type Accelerator = 'kvm' | 'tcg';

/**
 * How the guest reaches others: a user-mode network stack of the host, nothing, a tap device that is made for it and goes with
 * it, or one that exists.
 */
export type Network =
  { readonly kind: 'user' | 'none' | 'own-tap' } | { readonly kind: 'tap'; readonly name: string };

/** What {@link start} takes; each wins over the run settings of the image. */
export interface StartOptions {
  /** Memory of the guest in MiB, fractions allowed. A Linux process takes it as its limit. */
  readonly memoryMib?: number | undefined;
  /**
   * `user`, `none`, `tap` (made for this guest; takes CAP_NET_ADMIN), `tap:NAME` (exists already) or `auto`: `tap` for a Linux
   * process where this user may make one, else `user`. Default: `user`. An image without a network gets none, unless ports
   * are published.
   */
  readonly network?: string | undefined;
  /** `[address:]host:guest[/udp]`; host port 0 takes a free one. */
  readonly publish?: readonly string[] | undefined;
  /** `FILE[,ro][,size=64M]`, relative to the working directory; with a size, a missing file is made. They stay as the guest leaves them. */
  readonly disks?: readonly string[] | undefined;
  /** `FOLDER:PATH[:ro]`, relative to the working directory: folders of the host, and where the guest mounts them (kvm). */
  readonly shares?: readonly string[] | undefined;
  /** System parameters, `net.addr=10.0.2.15/24`; added to the image's, where a later one wins. */
  readonly parameters?: readonly string[] | undefined;
  /** argv[1..] of main, in the place of the image's. */
  readonly args?: readonly string[] | undefined;
  /** Ends the guest after so long, with status 124. */
  readonly timeoutMs?: number | undefined;
  /** Stops the guest before its first instruction (kvm) or at its start (linuxu) and waits for gdb. */
  readonly gdb?: boolean | undefined;
  readonly accelerator?: Accelerator | undefined;
  /** What starts a machine (metal): `bios`, the default, or `uefi`. */
  readonly firmware?: Firmware | undefined;
  /** What it starts from (metal): `disk`, the default, or `iso`. */
  readonly medium?: 'disk' | 'iso' | undefined;
  /** Further arguments of the virtual machine monitor, as they are. */
  readonly monitorArgs?: readonly string[] | undefined;
  /**
   * A file that is the guest's memory (kvm, linuxu, metal), made anew. It holds what the guest leaves there, however it ends, for
   * {@link readTrace} and {@link readProfile}, and stays.
   */
  readonly memoryFile?: string | undefined;
  /** Whether the guest reads this process's standard input. Default: no. */
  readonly stdin?: boolean | undefined;
  /** Ends the guest. */
  readonly signal?: AbortSignal | undefined;
  /** Gets what the runner has to say: which accelerator, which ports. */
  readonly onNote?: ((line: string) => void) | undefined;
}

/** The options of one start, with all choices made. */
export interface Settings {
  readonly memoryMib: number | undefined;
  readonly network: Network;
  readonly ports: readonly PublishedPort[];
  readonly disks: readonly Disk[];
  readonly shares: readonly Share[];
  readonly subnet: Subnet;
  /** Gives the network's addresses back, once the guest is gone. */
  readonly release: () => void;
  readonly parameters: readonly string[];
  readonly args: readonly string[];
  readonly gdb: boolean;
  readonly accelerator: Accelerator | undefined;
  readonly firmware: Firmware;
  readonly medium: 'disk' | 'iso';
  readonly monitorArgs: readonly string[];
  readonly memoryFile: string | undefined;
  readonly stdin: boolean;
  readonly note: (line: string) => void;
}
