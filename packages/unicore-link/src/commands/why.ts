import { formatChain } from '@unicore/options';
import {
  showChain,
  type Why,
  type WhyContract,
  type WhyLibrary,
  type WhyOption,
  why,
} from '@unicore/resolve';
import { planInput } from '../app/plan-app.ts';
import { readApp } from '../app/read-app.ts';
import { type Definer, type WhyFunction, whyFunction } from '../app/why-function.ts';
import type { RunCommand } from '../command.ts';
import { originText } from '../origin-text.ts';

const command: RunCommand = async ({ cwd, reporter }, { values, operands }) => {
  const input = planInput(await readApp(cwd, reporter), values);
  const answers = operands.flatMap(
    (subject): readonly (Why | WhyFunction)[] => whyFunction(input, subject) ?? why(input, subject),
  );
  for (const answer of answers) {
    const { platform, architecture } = answer.target;
    reporter.result(
      [`${answer.subject}, ${platform}/${architecture}:`, ...linesOf(answer).map((line) => `  ${line}`)].join(
        '\n',
      ),
    );
  }
  reporter.object({ answers });
};

function linesOf(answer: Why | WhyFunction): readonly string[] {
  switch (answer.kind) {
    case 'library':
      return libraryLines(answer);
    case 'contract':
      return contractLines(answer);
    case 'option':
      return optionLines(answer);
    case 'function':
      return functionLines(answer);
  }
}

function libraryLines({ inImage, chain, installedBy, subject }: WhyLibrary): readonly string[] {
  return [
    inImage ? `in the image: ${formatChain(chain)}` : 'not in the image: nothing that is in it requires it',
    ...(installedBy.length === 0
      ? [`nothing installs ${subject}`]
      : installedBy.map((one) => `installed by: ${showChain(one)}`)),
  ];
}

function contractLines({ providers, requiredBy }: WhyContract): readonly string[] {
  return [
    providers.length === 0 ? 'nobody provides it in this image' : `provided by ${providers.join(', ')}`,
    ...requiredBy.map((chain) => `required by: ${formatChain(chain)}`),
  ];
}

function optionLines({ value, origin, chain }: WhyOption): readonly string[] {
  return [`${JSON.stringify(value)}: ${originText(origin)}`, `of: ${formatChain(chain)}`];
}

function functionLines({ definedBy, install, calledBy, nearest }: WhyFunction): readonly string[] {
  const given = definedBy.some((definer) => definer.chain && !definer.leftOut);
  return [
    ...definedBy.map(definerLine),
    ...(given ? [] : ['nothing in the image has it: a call is told once, and fails']),
    ...install.map((text) => `the pool has it: ${text}`),
    ...(definedBy.length + install.length === 0 ? ['no library of the pool has it'] : []),
    ...(nearest === undefined ? [] : [`did you mean ${nearest}?`]),
    ...callerLines(calledBy),
  ];
}

function callerLines(callers: WhyFunction['calledBy']): readonly string[] {
  if (!callers) return ['who calls it is known once the image is built'];
  if (callers.length === 0) return ['nothing in the image calls it'];
  const libraries = [...new Set(callers.map(({ library }) => library))];
  return libraries.map((library) => {
    const symbols = callers.filter((caller) => caller.library === library).map(({ symbol }) => symbol);
    return `called in ${library} by ${symbols.join(', ')}`;
  });
}

function definerLine({ library, package: name, chain, leftOut }: Definer): string {
  if (!chain) return `${library} has it (${name}), which is installed and not in the image`;
  return `${leftOut ? `left out of ${library} by its options` : `given by ${library}`}: ${formatChain(chain)}`;
}

export default command;
