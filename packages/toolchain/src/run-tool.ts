import { availableParallelism } from 'node:os';
import pLimit from 'p-limit';
import { diskFull, toolFailed } from './errors.ts';
import { startLane, type ShellLane, type ToolResult } from './shell-lane.ts';

export interface RunOptions {
  readonly cwd?: string;
  /** Called when the tool's turn has come, just before it starts. */
  readonly onStart?: () => void;
}

/** Runs tools, several at once. */
export interface ToolRunner {
  readonly environment: NodeJS.ProcessEnv;
  /** How many run at once. */
  readonly jobs: number;
  run(command: string, args: readonly string[], options?: RunOptions): Promise<ToolResult>;
  /** Starts nothing more; what runs may end. */
  stop(): void;
  /** Starts nothing more, and waits until nothing runs. */
  close(): Promise<void>;
}

/** Variables by which a compiler or linker would take something else than what it is told; of make's, a jobserver that it cannot reach. */
const MISLEADING = [
  'COMPILER_PATH', 'CPATH', 'CPLUS_INCLUDE_PATH', 'C_INCLUDE_PATH', 'DEPENDENCIES_OUTPUT', 'GCC_COMPARE_DEBUG', 'GCC_EXEC_PREFIX',
  'GNUTARGET', 'LDEMULATION', 'LD_RUN_PATH', 'LIBRARY_PATH', 'MAKEFLAGS', 'MFLAGS', 'OBJC_INCLUDE_PATH', 'SUNPRO_DEPENDENCIES',
]; // prettier-ignore

/** Thrown to tasks that were still waiting when another one failed. */
export class Stopped extends Error {}

/** Makes a runner whose tools see `environment` without what would mislead them, and a clock that stands still. */
export function createToolRunner(
  environment: NodeJS.ProcessEnv,
  options: { readonly jobs?: number | undefined; readonly signal?: AbortSignal | undefined } = {},
): ToolRunner {
  const { signal } = options;
  const jobs = Math.max(1, options.jobs ?? availableParallelism());
  const limit = pLimit(jobs);
  const clean: NodeJS.ProcessEnv = { ...environment, SOURCE_DATE_EPOCH: '0', LC_ALL: 'C' };
  for (const name of MISLEADING) delete clean[name];
  const idle: ShellLane[] = [];
  const busy = new Map<ShellLane, Promise<ToolResult>>();
  let stopped = false;
  const killAll = () => {
    for (const lane of busy.keys()) lane.kill();
  };
  signal?.addEventListener('abort', killAll);

  async function runNow(command: string, args: readonly string[], { cwd = '/', onStart }: RunOptions) {
    signal?.throwIfAborted();
    if (stopped) throw new Stopped();
    const lane = idle.pop() ?? startLane(clean);
    onStart?.();
    const running = lane.run(command, args, cwd);
    busy.set(lane, running);
    try {
      const result = await running;
      idle.push(lane);
      return result;
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      busy.delete(lane);
    }
  }

  return {
    environment: clean,
    jobs,
    run: (command, args, runOptions = {}) => limit(runNow, command, args, runOptions),
    stop() {
      stopped = true;
    },
    async close() {
      stopped = true;
      while (busy.size > 0) await Promise.allSettled(busy.values());
      for (const lane of idle.splice(0)) lane.end();
      signal?.removeEventListener('abort', killAll);
    },
  };
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
  return /No space left on device|Disk quota exceeded|File size limit exceeded|File too large/.test(output);
}
