import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { dirname, isAbsolute, join } from 'node:path';

import { folderOf } from './example.ts';

/** `unicore-link run`, as a user types it. */
export interface Run {
  readonly process: ChildProcessWithoutNullStreams;
  /** Waits until the guest has printed `text`. */
  printed(text: string): Promise<void>;
  /** What the guest has printed. */
  soFar(): string;
  exit(): Promise<{ readonly status: number | null; readonly stdout: string; readonly stderr: string }>;
}

const bin = join(dirname(createRequire(import.meta.url).resolve('unicore-link/package.json')), 'bin.js');

/** Starts it for a program of these suites, or in its folder, in the profile that `imageOf` builds; `enter` is a command before it. */
export function run(
  name: string,
  platform: string,
  args: readonly string[],
  options: readonly string[] = [],
  enter: readonly string[] = [],
): Run {
  const command = [
    '-C',
    isAbsolute(name) ? name : folderOf(name),
    'run',
    '--plat',
    platform,
    '--profile',
    'size',
    ...options,
    '--',
    ...args,
  ];
  const [program = '', ...rest] = [...enter, process.execPath, bin, ...command];
  const child = spawn(program, rest);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const closed = once(child, 'close') as Promise<[number | null]>;
  return {
    process: child,
    printed: (text) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (stdout.includes(text)) resolve();
        };
        child.stdout.on('data', look);
        void closed.then(() => reject(new Error(`ended without "${text}":\n${stdout}${stderr}`)));
        look();
      }),
    soFar: () => stdout.replaceAll('\r', ''),
    exit: async () => {
      const [status] = await closed;
      return { status, stdout: stdout.replaceAll('\r', ''), stderr };
    },
  };
}
