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
import type { RunCommand } from '../command.ts';

const command: RunCommand = async ({ cwd, reporter }, { values, operands }) => {
  const input = planInput(await readApp(cwd, reporter), values);
  const answers = operands.flatMap((subject) => why(input, subject));
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

function linesOf(answer: Why): readonly string[] {
  switch (answer.kind) {
    case 'library':
      return libraryLines(answer);
    case 'contract':
      return contractLines(answer);
    case 'option':
      return optionLines(answer);
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

function originText(origin: WhyOption['origin']): string {
  switch (origin.kind) {
    case 'user':
      return 'set in the config of the application';
    case 'default':
      return origin.when === undefined ? 'its default' : `its default where ${origin.when}`;
    case 'select':
    case 'imply':
      return `${origin.kind === 'select' ? 'selected' : 'implied'} by ${origin.by.join(', ')}`;
    case 'unavailable':
      return 'what it depends on does not hold';
  }
}

export default command;
