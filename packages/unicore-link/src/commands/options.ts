import { type ListedOption, listOptions } from '@unicore/resolve';
import { planInput } from '../app/plan-app.ts';
import { readApp } from '../app/read-app.ts';
import type { RunCommand } from '../command.ts';
import { usage } from '../errors.ts';
import { originText } from '../origin-text.ts';

const options: RunCommand = async ({ cwd, reporter }, { values, operands }) => {
  const lists = listOptions(planInput(await readApp(cwd, reporter), values));
  const known = new Set(lists.flatMap((list) => list.options.map(({ library }) => library)));
  const unknown = operands.find((name) => !known.has(name));
  if (unknown !== undefined)
    throw usage(
      `No library "${unknown}" with options is in this image.`,
      `There are: ${[...known].join(', ')}. Whether a library is in the image: unicore-link why ${unknown}`,
    );
  const shown = lists.map((list) => ({
    ...list,
    options: list.options.filter(
      ({ library, option }) =>
        (operands.length === 0 || operands.includes(library)) &&
        (values.all === true || option.prompt !== undefined),
    ),
  }));
  for (const { target, options: listed } of shown)
    reporter.result([`${target.platform}/${target.architecture}:`, ...listed.flatMap(linesOf)].join('\n'));
  reporter.object({ targets: shown });
};

function linesOf({ name, value, origin, option }: ListedOption): readonly string[] {
  const choices =
    option.type === 'choice' ? `, one of ${Object.keys(option.members).join(', ')}` : rangeOf(option);
  return [
    `  ${name} = ${JSON.stringify(value)}  (${originText(origin)})`,
    `    ${option.prompt ?? 'no prompt: others set it'}; ${option.type}${choices}`,
  ];
}

function rangeOf(option: ListedOption['option']): string {
  if (!('range' in option) || !Array.isArray(option.range)) return '';
  const [from, to] = option.range as readonly unknown[];
  return typeof from === 'number' || typeof from === 'string' ? `, ${from} to ${String(to)}` : '';
}

export default options;
