import {
  compile,
  CompileError,
  unitKey,
  type CompileContext,
  type CompiledObject,
  type CompileUnit,
} from './compile.ts';
import { compileFailed } from './errors.ts';
import type { BuildReporter } from './reporter.ts';
import { Stopped, type ToolRunner } from './run-tool.ts';

/** Compiles a unit, or gives the same promise again where an equal unit (of another target) was asked before. */
export type CompileOnce = (
  unit: CompileUnit,
  context: CompileContext,
  reporter: BuildReporter,
) => Promise<CompiledObject>;

/** Remembers the units of one run. */
export function createCompileOnce(): CompileOnce {
  const running = new Map<string, Promise<CompiledObject>>();
  return (unit, context, reporter) => {
    const key = unitKey(unit, context.hashes.hashOf(unit.path) ?? '', context.paths);
    const known = running.get(key);
    if (known) return known;
    const started = compile(unit, context).then((object) => {
      reporter.onObject?.({ library: unit.library, source: unit.source, cached: object.cached });
      return object;
    });
    running.set(key, started);
    return started;
  };
}

/**
 * Waits for all jobs. When one fails, those that wait for a core are dropped and those that run may end, so that the error
 * names each file that does not compile and was tried.
 */
export async function settleAll(jobs: readonly Promise<unknown>[], tools: ToolRunner): Promise<void> {
  for (const job of jobs) job.catch(() => tools.stop());
  const results = await Promise.allSettled(jobs);
  const reasons = new Set(
    results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : [])),
  );
  const failures = [...reasons].filter((reason) => reason instanceof CompileError);
  const other = [...reasons].find(
    (reason) => !(reason instanceof CompileError) && !(reason instanceof Stopped),
  );
  if (other !== undefined) throw other;
  if (failures.length > 0) throw compileFailed(failures.map((error) => error.failure));
}
