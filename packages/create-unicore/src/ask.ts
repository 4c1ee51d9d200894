import { platforms, templates, contracts } from './answers.ts';
import type { Contract, Platform, Template } from './answers.ts';
import { textProblem } from './parse-options.ts';
import type { Streams } from './create-unicore.ts';

/** The user pressed Ctrl-C or Escape. */
export class Cancelled extends Error {}

/** Asks on a terminal; each question throws {@link Cancelled} where the user leaves. */
export interface Asker {
  folder(initial: string, problem: (folder: string) => string | undefined): Promise<string>;
  template(): Promise<Template>;
  platforms(): Promise<readonly Platform[]>;
  github(): Promise<boolean>;
  contract(): Promise<Contract>;
  text(message: string, initial: string): Promise<string>;
}

/** Loads the library of prompts, which nobody needs who gave all by options. */
export async function createAsker({ stdin: input, stdout: output }: Streams): Promise<Asker> {
  const { confirm, isCancel, multiselect, select, text } = await import('@clack/prompts');
  const io = { input, output };
  const taken = <Value>(answer: Value | symbol): Value => {
    if (isCancel(answer)) throw new Cancelled();
    return answer as Value;
  };
  return {
    folder: async (initial, problem) =>
      taken(
        await text({
          ...io,
          message: 'In which folder?',
          placeholder: initial,
          defaultValue: initial,
          validate: (value) => problem(value?.trim() || initial),
        }),
      ).trim(),
    template: async () =>
      taken(await select({ ...io, message: 'What do you start from?', options: choices(templates) })),
    platforms: async () =>
      taken(
        await multiselect({
          ...io,
          message: 'For which platforms? (Space marks, Enter goes on)',
          options: choices(platforms),
          initialValues: ['linuxu', 'kvm'],
          required: true,
        }),
      ),
    github: async () =>
      taken(
        await confirm({
          ...io,
          message: 'A workflow for GitHub that builds, boots and tests?',
          initialValue: true,
        }),
      ),
    contract: async () =>
      taken(await select({ ...io, message: 'Which contract does it provide?', options: choices(contracts) })),
    text: async (message, initial) =>
      taken(
        await text({
          ...io,
          message,
          placeholder: initial,
          defaultValue: initial,
          validate: (value) => {
            const problem = textProblem(value?.trim() || initial);
            return problem === undefined ? undefined : `It ${problem}.`;
          },
        }),
      ).trim(),
  };
}

function choices<Name extends string>(
  entries: Readonly<Record<Name, string>>,
): { value: Name; label: string }[] {
  return (Object.entries(entries) as [Name, string][]).map(([value, summary]) => ({
    value,
    label: `${value}: ${summary}`,
  }));
}
