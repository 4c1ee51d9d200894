import { join } from 'node:path';
import { buildImages, type BuildOptions, type BuiltImage } from '@unicore/toolchain';
import type { AppConfig } from '@unicore/resolve';
import type { CommandContext, CommandValues } from '../command.ts';
import { usage } from '../errors.ts';
import type { Reporter } from '../reporter.ts';
import { advised } from './advise.ts';
import { gdbSources } from './gdb-sources.ts';
import { planApp, type PlannedBuild, type TargetChoice } from './plan-app.ts';
import { writeIfChanged } from '../write-if-changed.ts';
import { syncTypes } from './sync-types.ts';

export interface BuiltApp extends PlannedBuild {
  readonly images: readonly BuiltImage[];
}

/** Reads, plans and builds: what `build`, `run` and `size` have in common. */
export async function buildApp(
  { cwd, reporter, signal }: CommandContext,
  values: CommandValues,
  choice: TargetChoice = {},
): Promise<BuiltApp> {
  const planned = await planApp(cwd, values, reporter, choice);
  syncTypes(planned.tree);
  const images = await buildImages(planned.plan, {
    ...compilerOptions(planned.config, values),
    signal,
    ...reporting(reporter),
  }).catch((error: unknown) => {
    throw advised(error, planned);
  });
  reporter.clear();
  for (const target of planned.plan.targets) {
    const folder = join(planned.found.folder, '.unicore', `${target.platform}-${target.architecture}`);
    writeIfChanged(join(folder, 'config'), target.dotConfig);
    writeIfChanged(join(folder, 'sources.gdb'), gdbSources(planned.plan, target));
  }
  return { ...planned, images };
}

/** What config and command line say of compilers. */
export function compilerOptions(config: AppConfig, { compiler, jobs }: CommandValues): BuildOptions {
  if (jobs !== undefined && !/^0*[1-9]\d{0,3}$/.test(jobs))
    throw usage(
      `--jobs takes a whole number from 1 to 9999, not "${jobs}".`,
      'Left out, as many files compile at once as this machine has cores.',
    );
  if (compiler?.trim() === '')
    throw usage('--compiler takes gcc, clang, or the path of one.', 'Left out, gcc is taken.');
  const most = jobs === undefined ? undefined : Number(jobs);
  return {
    compiler: compiler ?? config.toolchain?.compiler,
    launcher: config.toolchain?.launcher,
    jobs: most,
  };
}

/** Shows a build as it goes: a line that counts on a terminal; the name of each library that compiles elsewhere. */
export function reporting(reporter: Reporter): BuildOptions {
  let total = 0;
  let done = 0;
  const named = new Set<string>();
  return {
    colour: reporter.colors.isColorSupported,
    reporter: {
      onStart: (objects) => {
        total = objects;
      },
      onObject: ({ library, source, cached }) => {
        done++;
        const count = total < done ? String(done) : `${done}/${total}`;
        if (reporter.terminal) reporter.progress(`[${count}] ${library}: ${source}`);
        else if (!cached && !named.has(library)) reporter.progress(`compiling ${library}`);
        if (!cached) named.add(library);
      },
      onWarning: ({ text }) => reporter.note(text.trimEnd()),
    },
  };
}
