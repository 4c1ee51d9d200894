import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';

/** Finds an executable on PATH. */
export function findProgram(name: string, path = process.env['PATH'] ?? ''): string | undefined {
  const candidates = name.includes('/')
    ? [name]
    : path.split(delimiter).map((folder) => join(folder || '.', name));
  return candidates.find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

export interface Captured {
  /** Exit status; 127 where the program does not exist, 128 + signal where one ended it. */
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly cwd?: string;
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number;
}

/** Runs a program to its end and returns what it printed; never throws on failure of the program. */
export async function captureCommand(
  file: string,
  args: readonly string[],
  { cwd, input, env, signal, timeoutMs }: CommandOptions = {},
): Promise<Captured> {
  const result = await execa(file, [...args], {
    reject: false,
    ...(input === undefined ? { stdin: 'ignore' } : { input }),
    stripFinalNewline: false,
    ...(cwd ? { cwd } : {}),
    ...(env ? { env } : {}),
    ...(signal ? { cancelSignal: signal } : {}),
    ...(timeoutMs ? { timeout: timeoutMs } : {}),
  });
  const stdout = typeof result.stdout === 'string' ? result.stdout : '';
  const stderr = typeof result.stderr === 'string' ? result.stderr : '';
  return { status: statusOf(result), stdout, stderr };
}

/** Runs a program on the terminal of this process and returns its exit status. */
export async function passCommand(
  file: string,
  args: readonly string[],
  { cwd, signal }: CommandOptions = {},
): Promise<number> {
  const result = await execa(file, [...args], {
    reject: false,
    stdio: 'inherit',
    ...(cwd ? { cwd } : {}),
    ...(signal ? { cancelSignal: signal } : {}),
  });
  return statusOf(result);
}

function statusOf(result: {
  readonly exitCode?: number | undefined;
  readonly signal?: string | undefined;
}): number {
  if (result.exitCode !== undefined) return result.exitCode;
  return result.signal ? 128 + signalNumber(result.signal) : 127;
}

const signals: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGILL: 4,
  SIGTRAP: 5,
  SIGABRT: 6,
  SIGBUS: 7,
  SIGFPE: 8,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGPIPE: 13,
  SIGALRM: 14,
  SIGTERM: 15,
  SIGSYS: 31,
};

/** Linux's number of a signal's name; 0 for names that no guest dies of. Pure. */
export function signalNumber(name: string): number {
  return signals[name] ?? 0;
}

/**
 * Puts `setpriv --pdeathsig` before a command, so that the kernel ends it with this process, however this process
 * ends. Without setpriv (util-linux) the command stays as it is: then only an orderly end is passed on.
 */
export function dieWithParent(command: readonly string[]): readonly string[] {
  const setpriv = findProgram('setpriv');
  return setpriv ? [setpriv, '--pdeathsig', 'KILL', '--', ...command] : command;
}
