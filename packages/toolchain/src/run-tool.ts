import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import pLimit from 'p-limit';
import { diskFull, toolFailed } from './errors.ts';

/*
 * node:child_process rather than execa: a cold build of hello has 1.5 s in all, and importing execa 9 takes 0.1 s of them.
 */

export interface ToolResult {
  readonly exitCode: number;
  /** Standard error then standard output. */
  readonly output: string;
}

export interface RunOptions {
  readonly cwd?: string;
  /** Called when the tool's turn has come, just before it starts. */
  readonly onStart?: () => void;
}

/** Runs tools, as many at once as there are cores. */
export interface ToolRunner {
  readonly environment: NodeJS.ProcessEnv;
  run(command: string, args: readonly string[], options?: RunOptions): Promise<ToolResult>;
  /** Starts nothing more; what runs may end. */
  stop(): void;
  /** Waits until nothing runs any more. */
  idle(): Promise<void>;
  readonly stopped: boolean;
}

/** Variables by which a compiler or linker would take something else than what it is told. */
const MISLEADING = [
  'COMPILER_PATH', 'CPATH', 'CPLUS_INCLUDE_PATH', 'C_INCLUDE_PATH', 'DEPENDENCIES_OUTPUT', 'GCC_COMPARE_DEBUG', 'GCC_EXEC_PREFIX',
  'GNUTARGET', 'LDEMULATION', 'LD_RUN_PATH', 'LIBRARY_PATH', 'OBJC_INCLUDE_PATH', 'SUNPRO_DEPENDENCIES',
]; // prettier-ignore

/** Thrown to tasks that were still waiting when another one failed. */
export class Stopped extends Error {}

/** Makes a runner whose tools see `environment` without what would mislead them, and a clock that stands still. */
export function createToolRunner(
  environment: NodeJS.ProcessEnv,
  options: { readonly jobs?: number | undefined; readonly signal?: AbortSignal | undefined } = {},
): ToolRunner {
  const limit = pLimit(Math.max(1, options.jobs ?? availableParallelism()));
  const clean: NodeJS.ProcessEnv = { ...environment, SOURCE_DATE_EPOCH: '0', LC_ALL: 'C' };
  for (const name of MISLEADING) delete clean[name];
  const running = new Set<Promise<ToolResult>>();
  let stopped = false;

  return {
    environment: clean,
    get stopped() {
      return stopped;
    },
    run: (command, args, { cwd = '/', onStart } = {}) =>
      limit(() => {
        options.signal?.throwIfAborted();
        if (stopped) throw new Stopped();
        onStart?.();
        const tool = spawnTool(command, args, { cwd, env: clean, signal: options.signal });
        running.add(tool);
        return tool.finally(() => running.delete(tool));
      }),
    async idle() {
      while (running.size > 0) await Promise.allSettled(running);
    },
    stop() {
      stopped = true;
    },
  };
}

function spawnTool(
  command: string,
  args: readonly string[],
  options: {
    readonly cwd: string;
    readonly env: NodeJS.ProcessEnv;
    readonly signal: AbortSignal | undefined;
  },
): Promise<ToolResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    const errors: Buffer[] = [];
    const results: Buffer[] = [];
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
    child.stdout.on('data', (chunk: Buffer) => results.push(chunk));
    child.on('error', reject);
    child.on('close', (code, killedBy) => {
      const text = Buffer.concat([...errors, ...results]).toString('utf8');
      resolve({
        exitCode: code ?? 128,
        output: killedBy ? `${text}${command} was killed by ${killedBy}\n` : text,
      });
    });
  });
}

/** Runs a tool that only fails where something is broken. */
export async function mustRun(
  tools: ToolRunner,
  command: string,
  args: readonly string[],
  options?: RunOptions,
): Promise<string> {
  const { exitCode, output } = await tools.run(command, args, options);
  if (exitCode === 0) return output;
  throw tellsFullDisk(output) ? diskFull(options?.cwd ?? '/tmp', output) : toolFailed(command, output);
}

/** Tells whether a tool failed for want of space (its message is the only sign). */
export function tellsFullDisk(output: string): boolean {
  return /No space left on device|Disk quota exceeded|File size limit exceeded|File too large|SIGXFSZ/.test(
    output,
  );
}
