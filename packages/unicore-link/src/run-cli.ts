import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { CommanderError } from 'commander';
import type { CommandContext, CommandInput } from './command.ts';
import type { CommandEntry } from './command-table.ts';
import { usage } from './errors.ts';
import { reportFailure } from './report-failure.ts';
import { createProgram, type ProgramOptions } from './program.ts';
import { createReporter } from './reporter.ts';
import { watchSignals } from './watch-signals.ts';

/**
 * Parses `argv`, runs one command and returns the exit status:
 * 0 done, 1 the user can mend it, 2 usage, 70 our bug, 130 Ctrl-C, else that of the guest.
 */
export async function runCli(argv: readonly string[]): Promise<number> {
  const dashes = argv.indexOf('--');
  const words = dashes === -1 ? argv : argv.slice(0, dashes);
  const rest = dashes === -1 ? [] : argv.slice(dashes + 1);
  const signals = watchSignals(process);
  let reporter = createReporter({
    json: false,
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
  });
  let status = 0;

  const execute = async (entry: CommandEntry, input: Omit<CommandInput, 'rest'>, program: ProgramOptions) => {
    const json = input.values.json === true;
    reporter = createReporter({ json, stdout: process.stdout, stderr: process.stderr, env: process.env });
    const context: CommandContext = {
      cwd: folderOf(program),
      reporter,
      signal: signals.signal,
      interactive: process.stdin.isTTY === true && process.stderr.isTTY === true && !process.env['CI'],
    };
    const load = program.version ? () => import('./commands/version.ts') : entry.load;
    const { default: run } = await (load?.() ?? import('./commands/version.ts'));
    status = (await run(context, { ...input, rest })) ?? 0;
  };

  try {
    await createProgram(execute, rest.length > 0).parseAsync([...words], { from: 'user' });
    return signals.status() ?? status;
  } catch (error) {
    const stopped = signals.status();
    if (stopped !== undefined) {
      reporter.clear();
      return stopped;
    }
    // Commander has printed what it has to say: help asked for (0) or a usage error.
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return 0;
      if (words.includes('--json')) printUsageError(error);
      return 2;
    }
    return reportFailure(error, reporter);
  } finally {
    signals.dispose();
  }
}

/** The folder that `-C` names, else the working directory. */
function folderOf({ folder }: ProgramOptions): string {
  const path = resolve(process.cwd(), folder ?? '.');
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return path;
  throw usage(
    `-C ${folder}: there is no folder ${path}.`,
    'Correct the path, or leave -C out to work in this folder.',
  );
}

/** Whoever asks for JSON gets an object for a usage error, too; options are not known yet where one is wrong. */
function printUsageError({ message }: CommanderError): void {
  const { code, hint } = usage('', 'Commands and options: unicore-link --help');
  const reporter = createReporter({
    json: true,
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
  });
  reporter.object({ error: { code, message: message.replace(/^error: /, ''), hint } });
}
