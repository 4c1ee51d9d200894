import type { RunCommand } from './command.ts';
import type { ConfigMode } from './commands/config-mode.ts';

/** One option as commander takes it. */
export interface OptionEntry {
  readonly flags: string;
  readonly summary: string;
  /** It may stand there several times; `commas`: and one value holds several. */
  readonly list?: 'commas' | 'repeats';
}

export interface CommandEntry {
  readonly name: string;
  /** How operands show in the usage line, `<name...>`. */
  readonly operands?: string;
  readonly takesRest?: true;
  readonly summary: string;
  readonly description?: string;
  readonly options: readonly OptionEntry[];
  readonly load?: () => Promise<{ readonly default: RunCommand }>;
  readonly commands?: readonly CommandEntry[];
}

const json: OptionEntry = { flags: '--json', summary: 'print one JSON object on stdout' };
const plat: OptionEntry = {
  flags: '--plat <platforms>',
  summary: 'platforms, e.g. kvm,linuxu (default: those of the config, else linuxu)',
  list: 'commas',
};
const arch: OptionEntry = {
  flags: '--arch <architectures>',
  summary: "architectures (default: those of the config, else this machine's)",
  list: 'commas',
};
const profile: OptionEntry = {
  flags: '--profile <profile>',
  summary: "debug, size or speed (default: the config's, else speed)",
};
const compiler: OptionEntry = {
  flags: '--compiler <name>',
  summary: 'gcc (default), clang, or the path of one',
};
const jobs: OptionEntry = { flags: '--jobs <n>', summary: 'compile at most so many files at once' };
const watch: OptionEntry = {
  flags: '--watch',
  summary: 'stay, and do it again whenever a source or a configuration changes',
};
const target = [plat, arch, profile] as const;
const building = [...target, compiler, jobs] as const;

const libCommands: readonly CommandEntry[] = [
  {
    name: 'build',
    summary: 'write dist/library.json from unicore.library.ts',
    options: [json],
    load: () => import('./commands/lib-build.ts'),
  },
  {
    name: 'check',
    summary: 'check the descriptor, the public headers, the sources and the files to publish',
    options: [json],
    load: () => import('./commands/lib-check.ts'),
  },
  {
    name: 'test',
    operands: '[case...]',
    summary: 'build and run tests/<case>/ with sanitizers, and under qemu-user for other architectures',
    options: [
      arch,
      compiler,
      jobs,
      { flags: '--native', summary: 'only on this machine itself, not under qemu-user' },
      { flags: '--verbose', summary: 'show the output of tests that pass, too' },
    ],
    load: () => import('./commands/lib-test.ts'),
  },
  {
    name: 'fuzz',
    operands: '[case...]',
    summary: 'build fuzz/<case>/ with libFuzzer and sanitizers, and print the path of each program',
    options: [jobs],
    load: () => import('./commands/lib-fuzz.ts'),
  },
];

/** Of commands that read Kconfig files. */
const kconfigFiles: readonly OptionEntry[] = [
  {
    flags: '--srctree <folder>',
    summary: 'what `source` is relative to (default: where the first file is)',
  },
  {
    flags: '--env <name=value>',
    summary: 'a variable that the files read, e.g. SRCARCH=x86; repeats',
    list: 'repeats',
  },
  { flags: '--shell-says <text>', summary: 'the answer to every $(shell,...); none of them is run' },
  { flags: '--run-shell', summary: 'run every $(shell,...), as conf does: whatever the files say, as you' },
  {
    flags: '--function <name=text>',
    summary:
      'the answer to a function of another tool, as Zephyr has them: "dt_*=n"; repeats, the first counts',
    list: 'repeats',
  },
];

function modeCommand(
  name: ConfigMode,
  summary: string,
  more: Pick<CommandEntry, 'operands'> & { readonly options?: readonly OptionEntry[] } = {},
): CommandEntry {
  const { options = [], ...rest } = more;
  return {
    name,
    summary,
    ...rest,
    options: [
      ...options,
      ...target,
      {
        flags: '--kconfig <file>',
        summary: 'work on these Kconfig files and the .config of this folder, not on an application',
      },
      ...kconfigFiles,
      json,
    ],
    load: async () => ({ default: (await import('./commands/config-mode.ts')).configMode(name) }),
  };
}

const configCommands: readonly CommandEntry[] = [
  modeCommand('oldconfig', 'ask for what is new since .config was written'),
  modeCommand('olddefconfig', 'write .config again, with the defaults of what is new'),
  modeCommand('savedefconfig', 'write defconfig, the least from which the same values follow', {
    operands: '[file]',
  }),
  modeCommand('defconfig', 'write .config from such a file', { operands: '[file]' }),
  modeCommand('listnewconfig', 'list what is new since .config was written'),
  modeCommand('alldefconfig', 'write .config with every default'),
  modeCommand('allnoconfig', 'write .config with n wherever that can be'),
  modeCommand('allyesconfig', 'write .config with y wherever that can be'),
  modeCommand('allmodconfig', 'write .config with m wherever that can be, else y'),
  modeCommand('randconfig', 'write .config at random', {
    options: [
      { flags: '--seed <n>', summary: 'the same seed gives the same (default: KCONFIG_SEED, else any)' },
    ],
  }),
  {
    name: 'import',
    operands: '[file]',
    summary: 'turn the Kconfig files of another project into the options of a unicore.library.ts',
    options: [
      { flags: '--out <file>', summary: 'write it there (default: print it)' },
      { flags: '--name <name>', summary: "of the library (default: the folder's)" },
      ...kconfigFiles,
      json,
    ],
    load: () => import('./commands/config-import.ts'),
  },
];

/** All commands; their modules load when they run, so that help and a null build start fast. */
export const commandTable: readonly CommandEntry[] = [
  {
    name: 'build',
    summary: 'compile and link one image for each target (the default command)',
    options: [...building, watch, json],
    load: () => import('./commands/build.ts'),
  },
  {
    name: 'run',
    takesRest: true,
    summary: 'build what is stale and start the image; words after -- are arguments of its main',
    options: [
      ...building,
      { flags: '--publish <ports>', summary: 'host:guest[/udp], e.g. 8080:80; repeats', list: 'commas' },
      { flags: '--memory <MiB>', summary: 'memory of the guest in MiB, fractions allowed' },
      { flags: '--net <kind>', summary: 'auto (default), user, none, tap, or tap:NAME' },
      {
        flags: '--disk <file>',
        summary: 'FILE[,ro][,size=64M]: a disk; made where it is missing and has a size; repeats',
        list: 'repeats',
      },
      {
        flags: '--share <folder>',
        summary: 'FOLDER:PATH[:ro]: a folder of the host, and where the guest (kvm) mounts it; repeats',
        list: 'repeats',
      },
      {
        flags: '--param <name=value>',
        summary: 'system parameter, e.g. net.addr=10.0.2.15/24; repeats',
        list: 'repeats',
      },
      { flags: '--timeout <seconds>', summary: 'end the guest after so long, with status 124' },
      { flags: '--firmware <kind>', summary: 'bios (default) or uefi: what starts an image for metal' },
      { flags: '--medium <kind>', summary: 'disk (default) or iso: what an image for metal starts from' },
      { flags: '--accel <kind>', summary: 'kvm or tcg (default: kvm where it serves)' },
      {
        flags: '--trace <file>',
        summary: 'what lib-trace has recorded: as a Chrome trace where the name ends in .json, else as text',
      },
      {
        flags: '--flame-graph <file>',
        summary:
          'where the time went, by lib-profile: as an SVG where the name ends in .svg, else as folded stacks',
      },
      { flags: '--gdb', summary: 'wait for gdb, and print the command that attaches it' },
      watch,
    ],
    load: () => import('./commands/run.ts'),
  },
  {
    name: 'plan',
    summary: 'show what a build would do, without doing it',
    options: [...target, json],
    load: () => import('./commands/plan.ts'),
  },
  {
    name: 'why',
    operands: '<subject...>',
    summary:
      'show why a library, a contract or an option (lwip.ipv6) is in the image as it is, or who gives a system call (syscall:futex)',
    options: [...target, json],
    load: () => import('./commands/why.ts'),
  },
  {
    name: 'size',
    summary: 'build, and show how many bytes each library, source file or symbol takes',
    options: [
      ...building,
      { flags: '--by <what>', summary: 'library (default), object or symbol' },
      { flags: '--library <name>', summary: 'of this library alone' },
      { flags: '--top <n>', summary: 'show so many rows (default: 40)' },
      {
        flags: '--surface',
        summary: 'in place of bytes: system calls, hypercalls, devices and lines compiled in',
      },
      {
        flags: '--treemap <file>',
        summary: 'write a map of sizes: an SVG, or a page where the name ends in .html',
      },
      json,
    ],
    load: () => import('./commands/size.ts'),
  },
  {
    name: 'diff',
    operands: '<before> <after>',
    summary:
      'compare two images (build/kvm-x86_64) or two .config files: bytes by library and symbol, options',
    options: [{ flags: '--top <n>', summary: 'show so many symbols (default: 40)' }, json],
    load: () => import('./commands/diff.ts'),
  },
  {
    name: 'explore',
    operands: '[images...]',
    summary:
      'build, and serve a page on this machine that draws the image: pools, sizes, options; beside others of other folders',
    options: [...building, { flags: '--out <file>', summary: 'write the page to a file, and end' }],
    load: () => import('./commands/explore.ts'),
  },
  {
    name: 'options',
    operands: '[libraries...]',
    summary: 'list the options of an image with their values, and where each comes from',
    options: [...target, { flags: '--all', summary: 'those too that no user sets' }, json],
    load: () => import('./commands/options.ts'),
  },
  {
    name: 'menuconfig',
    summary: 'choose libraries and set options in a full-screen menu, and save them in unicore.config.ts',
    options: [
      ...target,
      { flags: '--kconfig <file>', summary: 'configure by these Kconfig files instead, into a .config' },
      { flags: '--config <file>', summary: 'with --kconfig: the file to read and write (default: .config)' },
      ...kconfigFiles.map((option) => ({ ...option, summary: `with --kconfig: ${option.summary}` })),
    ],
    load: () => import('./commands/menuconfig.ts'),
  },
  {
    name: 'sbom',
    summary: 'print a bill of materials (CycloneDX): libraries, and the upstream sources that they build',
    options: [...target, json],
    load: () => import('./commands/sbom.ts'),
  },
  {
    name: 'licences',
    summary: 'list the licences of all that is in an image',
    options: [...target, json],
    load: () => import('./commands/licences.ts'),
  },
  {
    name: 'doctor',
    summary: 'look at compilers, QEMU, /dev/kvm and the network, and say what mends each',
    options: [json],
    load: () => import('./commands/doctor.ts'),
  },
  {
    name: 'add',
    operands: '<libraries...>',
    summary: "install libraries with this project's package manager: add lwip kvm",
    options: [],
    load: () => import('./commands/add.ts'),
  },
  {
    name: 'sync',
    summary: 'write .unicore/types.d.ts, so that unicore.config.ts completes options and providers',
    options: [],
    load: () => import('./commands/sync.ts'),
  },
  {
    name: 'clean',
    summary: 'remove build/ and .unicore/',
    options: [{ flags: '--cache', summary: "empty this user's cache, too: objects and fetched sources" }],
    load: () => import('./commands/clean.ts'),
  },
  {
    name: 'completion',
    operands: '<shell>',
    summary: 'print the completion of bash, zsh or fish: source <(unicore-link completion bash)',
    options: [],
    load: () => import('./commands/completion.ts'),
  },
  {
    name: 'config',
    summary: 'the commands of Kconfig, for the .config of an application or of Kconfig files',
    options: [],
    commands: configCommands,
  },
  { name: 'lib', summary: 'for authors of libraries', options: [], commands: libCommands },
];
