import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

const here = dirname(fileURLToPath(import.meta.url));
export const bin = join(here, '..', 'bin.js');

export interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface TestApp {
  readonly folder: string;
  readonly cache: string;
  readonly write: (path: string, text: string) => void;
  /** Runs the built CLI in the application's folder. */
  readonly link: (...args: string[]) => Promise<Ran>;
  readonly linkWith: (env: Readonly<Record<string, string>>, ...args: string[]) => Promise<Ran>;
  /** Runs the CLI, sends SIGINT once it prints a line, and returns its status. */
  readonly interrupt: (line: string, ...args: string[]) => Promise<number>;
  /** Runs the CLI until its stdout shows each of `steps` in turn, does what stands there, then sends SIGINT. */
  readonly follow: (args: readonly string[], steps: readonly FollowStep[]) => Promise<Ran>;
  /** Runs the CLI, closes its stdout after the first line, and returns its status and stderr. */
  readonly hangUp: (...args: string[]) => Promise<Omit<Ran, 'stdout'>>;
  /** Runs the CLI on a terminal of its own, and types (keys) at its first question. */
  readonly answer: (
    keys: string,
    env: Readonly<Record<string, string>>,
    ...args: string[]
  ) => Promise<OnTerminal>;
  readonly remove: () => void;
}

export interface FollowStep {
  /** Looked for in what came since the step before, on stdout and stderr. */
  readonly shows: RegExp;
  readonly thenDo?: (match: RegExpExecArray) => void;
  /** Awaited before the next step. */
  readonly until?: () => Promise<unknown>;
}

export interface OnTerminal {
  readonly status: number;
  /** What the terminal showed, without colours. */
  readonly screen: string;
}

export const mainC = `#include <uc/greeting.h>

int main(int argc, char **argv)
{
    (void)argv;
    uc_greet();
    return argc - 1;
}
`;

/**
 * Makes an application in a folder of its own, with the two small libraries of test/pool installed as npm would: built
 * before, without their descriptors.
 */
export async function makeApp(
  files: Readonly<Record<string, string>> = { 'main.c': mainC },
): Promise<TestApp> {
  const folder = mkdtempSync(join(tmpdir(), 'unicore-app-'));
  const cache = mkdtempSync(join(tmpdir(), 'unicore-cache-'));
  const linkWith = async (env: Readonly<Record<string, string>>, ...args: string[]): Promise<Ran> => {
    const result = await execa(process.execPath, [bin, ...args], {
      cwd: folder,
      env: { XDG_CACHE_HOME: cache, NO_COLOR: '1', CI: '1', ...env },
      reject: false,
      stdin: 'ignore',
    });
    return { status: result.exitCode ?? -1, stdout: result.stdout, stderr: result.stderr };
  };
  const interrupt = async (line: string, ...args: string[]): Promise<number> => {
    const child = execa(process.execPath, [bin, ...args], {
      cwd: folder,
      env: { XDG_CACHE_HOME: cache },
      reject: false,
      stdin: 'ignore',
    });
    for await (const text of child.iterable({ from: 'stdout' })) if (text === line) child.kill('SIGINT');
    return (await child).exitCode ?? -1;
  };
  const follow = async (args: readonly string[], steps: readonly FollowStep[]): Promise<Ran> => {
    const child = execa(process.execPath, [bin, ...args], {
      cwd: folder,
      env: { XDG_CACHE_HOME: cache, NO_COLOR: '1', CI: '1' },
      reject: false,
      stdin: 'ignore',
      all: true,
      // Catches a hang alone.
      timeout: 60_000,
    });
    let [next, since] = [0, ''];
    for await (const chunk of child.all) {
      since += String(chunk);
      const step = steps[next];
      const match = step?.shows.exec(since);
      if (!step || !match) continue;
      [next, since] = [next + 1, ''];
      step.thenDo?.(match);
      await step.until?.();
      if (next === steps.length) child.kill('SIGINT');
    }
    const { exitCode, stdout, stderr } = await child;
    return { status: exitCode ?? -1, stdout, stderr };
  };
  const hangUp = async (...args: string[]): Promise<Omit<Ran, 'stdout'>> => {
    const child = execa(process.execPath, [bin, ...args], {
      cwd: folder,
      env: { XDG_CACHE_HOME: cache },
      reject: false,
      stdin: 'ignore',
      buffer: { stdout: false },
    });
    child.stdout.once('data', () => child.stdout.destroy());
    const { exitCode, stderr } = await child;
    return { status: exitCode ?? -1, stderr };
  };
  const answer = async (
    keys: string,
    env: Readonly<Record<string, string>>,
    ...args: string[]
  ): Promise<OnTerminal> => {
    const quoted = [process.execPath, bin, ...args].map((word) => `'${word}'`).join(' ');
    const child = execa('script', ['-qefc', quoted, '/dev/null'], {
      cwd: folder,
      env: { XDG_CACHE_HOME: cache, NO_COLOR: '1', CI: '', ...env },
      reject: false,
      stdin: 'pipe',
    });
    let screen = '';
    let asked = false;
    for await (const chunk of child.stdout) {
      screen += String(chunk).replaceAll('\r', '');
      if (!asked && screen.endsWith('? [Y/n] ')) {
        asked = true;
        child.stdin.write(keys);
      }
    }
    child.stdin.end();
    return { status: (await child).exitCode ?? -1, screen };
  };
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  for (const name of ['tinyapi', 'tinyplat', 'greeting']) {
    const target = join(folder, 'node_modules', '@tiny', `lib-${name}`);
    cpSync(join(here, 'pool', name), target, { recursive: true });
    const built = await linkWith({}, '-C', target, 'lib', 'build');
    if (built.status !== 0) throw new Error(built.stderr);
    rmSync(join(target, 'unicore.library.ts'));
  }
  write(
    'package.json',
    JSON.stringify({
      name: 'sample',
      version: '1.2.3',
      dependencies: { '@tiny/lib-greeting': '2.1.0', '@tiny/lib-tinyplat': '1.0.0' },
    }),
  );
  for (const [path, text] of Object.entries(files)) write(path, text);
  const remove = (): void => {
    for (const path of [folder, cache]) rmSync(path, { recursive: true, force: true });
  };
  return {
    folder,
    cache,
    write,
    linkWith,
    interrupt,
    follow,
    hangUp,
    answer,
    link: (...args) => linkWith({}, ...args),
    remove,
  };
}
