import type { Library, LinkRecipe } from '@unicore/descriptor';
import type { SolveWarning } from '@unicore/options';

/** All that a build will do, before it does it: plain JSON, no clock, no environment, no order of installation. */
export interface Plan {
  readonly schema: 1;
  readonly app: PlannedApp;
  readonly profile: Profile;
  readonly targets: readonly TargetPlan[];
}

export type Profile = 'debug' | 'size' | 'speed';

export interface PlannedApp {
  readonly name: string;
  readonly version: string;
  /** Absolute real path. */
  readonly folder: string;
  /** C files relative to `folder`, sorted. */
  readonly sources: readonly string[];
  /** Include folders relative to `folder`. */
  readonly includes: readonly string[];
  readonly cflags: readonly string[];
  /** Its sources are optimised as one. */
  readonly lto?: true;
  /** A folder or tar archive (packed as cpio) or another file given to the image as its initrd, relative to `folder`. */
  readonly initrd?: string;
  readonly run: RunSettings;
}

/** How to start an image; the command line of `unicore-link run` wins over each. */
export interface RunSettings {
  /** Fractions allowed. */
  readonly memoryMib?: number;
  readonly network?: boolean;
  /** `[address:]hostPort:guestPort[/udp]` */
  readonly publish?: readonly string[];
  /** `FILE[,ro][,size=64M]`, relative to the application's folder; with a size, a missing file is made. */
  readonly disks?: readonly string[];
  /** System parameters of the kernel command line, `net.addr=10.0.0.2/24`. */
  readonly parameters?: readonly string[];
  /** argv[1..] of main. */
  readonly args?: readonly string[];
  /** Printed once the console shows the line `ready`, e.g. `http://localhost:{port:80}/`. */
  readonly url?: string;
}

export interface TargetPlan {
  readonly platform: string;
  readonly architecture: string;
  /** In link order: each library after all that it depends on; the application last. */
  readonly libraries: readonly PlannedLibrary[];
  /** Values of the application's own symbols and of the reserved ones; the libraries carry their own. */
  readonly appConfig: Readonly<Record<string, ConfigValue>>;
  /** Names of linker sets, sorted. */
  readonly linkerSets: readonly string[];
  readonly link: LinkRecipe & { readonly library: string };
  /** The whole solved state as `.config` text. */
  readonly dotConfig: string;
  /** What solving noticed and the user should read: a `select` over an unmet dependency, a setting that was overridden. */
  readonly warnings?: readonly SolveWarning[];
}

/** Ready for the compiler: bool is 0 or 1, hex a string. Keys are macro names without `UC_CONFIG_`. */
export type ConfigValue = number | string;

export interface PlannedLibrary {
  readonly name: string;
  readonly package: string;
  readonly version: string;
  /** Absolute real path of the package. */
  readonly folder: string;
  readonly pool: Library['pool'];
  readonly side: Library['side'];
  readonly sources: readonly string[];
  /** Names of libraries whose public includes this one sees, itself first, then sorted. */
  readonly sees: readonly string[];
  readonly publicIncludes: readonly string[];
  readonly privateIncludes: readonly string[];
  readonly cflags: readonly string[];
  readonly exports: readonly string[];
  readonly preemptible?: true;
  readonly stubs?: Library['stubs'];
  readonly wraps?: Library['wraps'];
  /** Macros that this library may use: its own options and those of the libraries it sees. */
  readonly config: Readonly<Record<string, ConfigValue>>;
  readonly upstream?: {
    readonly name: string;
    readonly version: string;
    readonly licence: string;
    readonly purl: string;
    /** Of the archive of that version. */
    readonly sha256: string;
  };
}

/** Written as `image.json` beside each image, read by the runner: paths relative to that file. */
export interface ImageDescription {
  readonly schema: 1;
  readonly name: string;
  readonly platform: string;
  readonly architecture: string;
  readonly profile: Profile;
  /** The stripped image. */
  readonly image: string;
  /** The same with symbols, for gdb and backtraces. */
  readonly symbols: string;
  readonly initrd?: string;
  readonly run: RunSettings;
  readonly media?: BootMedia;
}

/** What a machine's firmware starts the image from. */
export interface BootMedia {
  readonly disk?: BootMedium;
  readonly iso?: BootMedium;
}

export interface BootMedium {
  readonly file: string;
  /** Offset of the command line in the file; text ended by 0. */
  readonly commandLineAt: number;
  readonly commandLineBytes: number;
  /** Length of the file: a part of one starts no machine. */
  readonly bytes?: number;
}
