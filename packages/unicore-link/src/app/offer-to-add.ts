import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { UnicoreError } from '@unicore/descriptor';
import type { CommandContext } from '../command.ts';
import { findApp } from './find-config.ts';

/** More questions than that in one build, and something is wrong. */
const mostQuestions = 10;

/** Does `work`; where it lacks one package that an error names, and someone sits at the terminal, offers to add it. */
export async function offeringToAdd<Result>(
  context: CommandContext,
  work: () => Promise<Result>,
): Promise<Result> {
  for (let asked = 0; ; asked++) {
    try {
      return await work();
    } catch (error) {
      const missing = missingPackage(error);
      if (missing === undefined || !context.interactive || asked === mostQuestions) throw error;
      context.reporter.note(error instanceof Error ? error.message : String(error));
      if (!(await confirm(`Install ${missing}? [Y/n] `, context.signal))) throw error;
      const { addPackages } = await import('./add-packages.ts');
      await addPackages(findApp(context.cwd).folder, [missing], context);
    }
  }
}

/** The one package whose installation mends an error, as its hint says. Pure. */
export function missingPackage(error: unknown): string | undefined {
  if (!(error instanceof UnicoreError)) return undefined;
  const hint = /^(?:Run|[^\n;]+: in [^\n;:]+): (?:npm install|pnpm add|yarn add) (\S+)$/;
  return hint.exec(error.hint ?? '')?.[1];
}

/** Enter is yes; Ctrl-D is no; Ctrl-C, which the terminal turns into its signal (no raw mode), ends the command. */
async function confirm(question: string, signal: AbortSignal): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr, terminal: false });
  const closed = once(terminal, 'close').then(() => undefined);
  try {
    const answer = await Promise.race([terminal.question(question, { signal }), closed]);
    if (answer === undefined) process.stderr.write('\n');
    return answer !== undefined && /^(?:y(?:es)?)?$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}
