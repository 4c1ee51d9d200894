import { captureCommand, findProgram } from '@unicore/runner';
import type { Examination } from './examination.ts';

interface ProgramEntry {
  readonly command: string;
  readonly debianPackage: string;
  readonly purpose: string;
  readonly needed?: true;
  /** Default: `--version`. */
  readonly versionArgs?: readonly string[];
}

const programs: readonly ProgramEntry[] = [
  { command: 'gcc', debianPackage: 'gcc', purpose: 'compiles images for this machine', needed: true },
  { command: 'ld', debianPackage: 'binutils', purpose: 'links images', needed: true },
  { command: 'objcopy', debianPackage: 'binutils', purpose: 'makes names of libraries local', needed: true },
  { command: 'clang', debianPackage: 'clang', purpose: '--compiler clang' },
  {
    command: 'arm-linux-gnueabi-gcc',
    debianPackage: 'gcc-arm-linux-gnueabi libc6-dev-armel-cross',
    purpose: 'lib test on arm32',
  },
  {
    command: 'mips-linux-gnu-gcc',
    debianPackage: 'gcc-mips-linux-gnu libc6-dev-mips-cross',
    purpose: 'lib test in big-endian byte order',
  },
  { command: 'qemu-arm', debianPackage: 'qemu-user', purpose: 'lib test on other architectures' },
  {
    command: 'qemu-system-x86_64',
    debianPackage: 'qemu-system-x86',
    purpose: 'run images for kvm and metal',
  },
  {
    command: 'slirp4netns',
    debianPackage: 'slirp4netns',
    purpose: 'the way out of images for linuxu to other networks; published ports work without',
  },
  { command: 'pasta', debianPackage: 'passt', purpose: 'the same, by another program' },
  { command: 'ip', debianPackage: 'iproute2', purpose: 'makes tap devices', versionArgs: ['-V'] },
  { command: 'addr2line', debianPackage: 'binutils', purpose: 'names functions and lines of backtraces' },
  { command: 'gdb', debianPackage: 'gdb', purpose: 'run --gdb' },
];

/** Looks for each program that a build, a run or a test calls, and asks it for its version. */
export function examinePrograms(): Promise<readonly Examination[]> {
  return Promise.all(programs.map(examine));
}

async function examine({
  command,
  debianPackage,
  purpose,
  needed,
  versionArgs,
}: ProgramEntry): Promise<Examination> {
  const path = findProgram(command);
  if (path === undefined) {
    const state = needed ? 'missing' : 'limited';
    return {
      name: command,
      state,
      detail: `not installed: ${purpose}`,
      mend: `sudo apt-get install ${debianPackage}`,
    };
  }
  const { stdout, stderr } = await captureCommand(path, versionArgs ?? ['--version'], { timeoutMs: 10_000 });
  const first = `${stdout}\n${stderr}`.trim().split('\n')[0] ?? '';
  return { name: command, state: 'ok', detail: first === '' ? path : first };
}
