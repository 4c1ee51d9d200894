import { once } from 'node:events';
import { basename } from 'node:path';
import { watch as watchFiles } from 'chokidar';
import type { CommandContext, CommandInput, RunCommand } from '../command.ts';
import { usage } from '../errors.ts';
import { reportFailure } from '../report-failure.ts';
import { buildApp, type BuiltApp } from './build-app.ts';
import { findApp } from './find-config.ts';
import { readApp } from './read-app.ts';

/** What a build writes, or does not read. */
const left = new Set(['.git', '.unicore', 'build', 'dist', 'node_modules']);

/** An editor writes several files, or one in several steps. */
const quietMs = 30;

/**
 * Runs `command`, and again whenever a file of the application or of its author's own libraries has changed. Where it
 * `runsOn`, it is stopped only once the change is built: what does not compile leaves a guest as it is. Ends with the
 * signal of `context`.
 */
export async function watch(
  context: CommandContext,
  input: CommandInput,
  command: RunCommand,
  { runsOn }: { readonly runsOn: boolean },
): Promise<void> {
  if (input.values.json === true)
    throw usage('--watch prints as it goes, and --json one object.', 'Leave one of them out.');
  const { reporter, signal } = context;
  const changes = await watchChanges(await foldersOf(context));
  try {
    while (!signal.aborted) {
      const round = new AbortController();
      const stop = (): void => round.abort();
      signal.addEventListener('abort', stop, { once: true });
      const running = command({ ...context, signal: round.signal }, input).catch((error: unknown) => {
        if (!round.signal.aborted) reportFailure(error, reporter);
      });
      await changes.next(signal);
      if (runsOn) while (!signal.aborted && !(await builds(context, input))) await changes.next(signal);
      round.abort();
      await running;
      signal.removeEventListener('abort', stop);
    }
  } finally {
    await changes.close();
  }
}

async function builds(context: CommandContext, { values }: CommandInput): Promise<BuiltApp | undefined> {
  try {
    // What runs is one image: nobody waits for those of other targets.
    return await buildApp(context, values, { first: true });
  } catch (error) {
    if (!context.signal.aborted) reportFailure(error, context.reporter);
    return undefined;
  }
}

/** The application's, and those of packages that its author works on; of the application alone where the tree cannot be read. */
async function foldersOf({ cwd, reporter }: CommandContext): Promise<readonly string[]> {
  const { folder } = findApp(cwd);
  try {
    const { tree } = await readApp(cwd, reporter);
    return [folder, ...tree.packages.filter(({ own }) => own).map((one) => one.folder)];
  } catch {
    return [folder];
  }
}

interface Changes {
  /** Resolves once something has changed since the last call, and all is quiet again, or with the signal. */
  next(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

async function watchChanges(folders: readonly string[]): Promise<Changes> {
  const watcher = watchFiles([...folders], {
    ignoreInitial: true,
    ignored: (path) => !folders.includes(path) && left.has(basename(path)),
  });
  let changed = false;
  let wake: (() => void) | undefined;
  let timer: NodeJS.Timeout | undefined;
  watcher.on('all', () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      changed = true;
      wake?.();
    }, quietMs);
  });
  await once(watcher, 'ready');
  return {
    async next(signal) {
      if (!changed && !signal.aborted) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          signal.addEventListener('abort', () => resolve(), { once: true });
        });
      }
      changed = false;
    },
    async close() {
      clearTimeout(timer);
      await watcher.close();
    },
  };
}
