import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import pLimit from 'p-limit';
import { hostArchitecture, which } from './compilers.ts';
import type { TestProgram } from './hosted-tests.ts';
import { parseTap, type TapTest } from './tap.ts';

export interface TestRun {
  readonly program: TestProgram;
  readonly tests: readonly TapTest[];
  readonly passed: number;
  /** Counts tests that were planned and never came, as after a crash. */
  readonly failed: number;
  readonly skipped: number;
  /** All tests passed or were skipped, and the program agrees. */
  readonly ok: boolean;
  /** Standard output and error as they came. */
  readonly output: string;
  /** Null where a signal ended it. */
  readonly exitCode: number | null;
  /** It was ended for having run longer than it may. */
  readonly hung: boolean;
}

export interface RunTestsOptions {
  /** Only to end what hangs. Default: three minutes, since emulators are slow. */
  readonly timeoutMs?: number | undefined;
  readonly jobs?: number | undefined;
  readonly onRun?: ((run: TestRun) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** qemu-user's name for an architecture. */
const EMULATORS: Readonly<Record<string, string>> = {
  arm32: 'qemu-arm',
  arm64: 'qemu-aarch64',
  mips: 'qemu-mips',
  x86_64: 'qemu-x86_64',
};

/** What stands before a program of that architecture here: nothing, or qemu-user. Pure. */
export function emulatorFor(architecture: string): readonly string[] {
  return architecture === hostArchitecture() ? [] : [EMULATORS[architecture] ?? `qemu-${architecture}`];
}

/** Tells whether programs of that architecture run here, natively or by qemu-user. */
export function canRunTests(architecture: string, environment: NodeJS.ProcessEnv = process.env): boolean {
  return emulatorFor(architecture).every((command) => which(command, environment['PATH']) !== undefined);
}

/** Runs test programs, as many at once as there are cores, and reads their TAP. Results stand in the order of `programs`. */
export async function runTests(
  programs: readonly TestProgram[],
  options: RunTestsOptions = {},
): Promise<readonly TestRun[]> {
  const limit = pLimit(Math.max(1, options.jobs ?? availableParallelism()));
  return Promise.all(
    programs.map((program) =>
      limit(async () => {
        const run = await runProgram(program, options);
        options.onRun?.(run);
        return run;
      }),
    ),
  );
}

function runProgram(
  program: TestProgram,
  { timeoutMs = 180_000, signal }: RunTestsOptions,
): Promise<TestRun> {
  return new Promise((resolve, reject) => {
    const [command = '', ...args] = program.command;
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: sanitizerEnvironment(),
      signal,
    });
    let hung = false;
    const timer = setTimeout(() => {
      hung = true;
      child.kill('SIGKILL');
    }, timeoutMs);
    const results: Buffer[] = [];
    const all: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => {
      results.push(chunk);
      all.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => all.push(chunk));
    child.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.on('close', (exitCode) => {
      clearTimeout(timer);
      const output = Buffer.concat(all).toString('utf8');
      const { planned, tests } = parseTap(Buffer.concat(results).toString('utf8'));
      resolve({ program, ...judge(tests, planned, exitCode), tests, output, exitCode, hung });
    });
  });
}

function judge(
  tests: readonly TapTest[],
  planned: number | undefined,
  exitCode: number | null,
): Pick<TestRun, 'passed' | 'failed' | 'skipped' | 'ok'> {
  const count = (outcome: TapTest['outcome']) => tests.filter((test) => test.outcome === outcome).length;
  const missing = Math.max(0, (planned ?? 1) - tests.length);
  const failed = count('failed') + missing;
  const complete = planned !== undefined && planned > 0 && tests.length === planned;
  return {
    passed: count('passed'),
    failed,
    skipped: count('skipped'),
    ok: exitCode === 0 && complete && failed === 0,
  };
}

/** A finding ends the program with its report; the user's own settings win. */
function sanitizerEnvironment(): NodeJS.ProcessEnv {
  return {
    UBSAN_OPTIONS: 'print_stacktrace=1',
    ASAN_OPTIONS: 'detect_stack_use_after_return=0',
    ...process.env,
  };
}
