import { parseArgs } from 'node:util';
import { nearestName } from '@unicore/descriptor';
import { configFormats, contracts, platforms, templates } from './answers.ts';
import type { ConfigFormat, Contract, Platform, Template } from './answers.ts';
import { usage } from './errors.ts';

/** What the command line says; what it leaves open is asked, or has its default. */
export interface Given {
  readonly folder?: string;
  readonly yes: boolean;
  readonly help: boolean;
  readonly version: boolean;
  readonly library: boolean;
  readonly name?: string;
  readonly template?: Template;
  readonly platforms?: readonly Platform[];
  readonly config?: ConfigFormat;
  readonly github?: boolean;
  readonly contract?: Contract;
  readonly summary?: string;
  readonly author?: string;
}

const flags = {
  yes: { type: 'boolean', short: 'y' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'V' },
  library: { type: 'boolean' },
  name: { type: 'string' },
  template: { type: 'string', short: 't' },
  plat: { type: 'string', short: 'p', multiple: true },
  config: { type: 'string' },
  github: { type: 'boolean' },
  'no-github': { type: 'boolean' },
  contract: { type: 'string' },
  summary: { type: 'string' },
  author: { type: 'string' },
} as const;

const ofApplications = ['template', 'plat', 'config'] as const;
const ofLibraries = ['contract', 'summary', 'author'] as const;
const helpHint = 'All options: create-unicore --help';

/**
 * Reads the command line. Pure.
 *
 * @throws {UnicoreError} `ERR_UNICORE_USAGE`, with the nearest name
 */
export function parseOptions(argv: readonly string[]): Given {
  const { values, positionals, tokens } = parseArgs({
    args: [...argv],
    options: flags,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  for (const token of tokens) if (token.kind === 'option') checkOption(token);
  if (positionals.length > 1)
    throw usage(
      `Several folders are named: ${positionals.join(', ')}.`,
      'A project has one; quote a name with blanks.',
    );
  const library = values.library === true;
  const wrongKind = (library ? ofApplications : ofLibraries).find((name) => values[name] !== undefined);
  if (wrongKind !== undefined)
    throw usage(
      `--${wrongKind} is for ${library ? 'applications' : 'libraries'}.`,
      library ? 'Leave out --library, or this option.' : 'Add --library, or leave this option out.',
    );
  if (values.github === true && values['no-github'] === true)
    throw usage('Both --github and --no-github are given.', 'Leave one out.');
  const plat = (values.plat as string[] | undefined)?.flatMap((list) => list.split(','));
  return {
    ...(positionals[0] === undefined ? {} : { folder: positionals[0] }),
    yes: values.yes === true,
    help: values.help === true,
    version: values.version === true,
    library,
    ...textOf('name', values.name),
    ...oneOf('template', values.template, Object.keys(templates) as Template[]),
    ...(plat === undefined ? {} : { platforms: platformsOf(plat) }),
    ...oneOf('config', values.config, configFormats),
    ...(values.github === true ? { github: true } : values['no-github'] === true ? { github: false } : {}),
    ...oneOf('contract', values.contract, Object.keys(contracts) as Contract[]),
    ...textOf('summary', values.summary),
    ...textOf('author', values.author),
  };
}

function checkOption(token: { readonly name: string; readonly rawName: string; readonly value?: unknown }) {
  const flag = Object.entries(flags).find(([name]) => name === token.name)?.[1];
  if (flag === undefined) {
    const near = token.rawName.startsWith('--') ? nearestName(token.name, Object.keys(flags)) : undefined;
    throw usage(
      `There is no option ${token.rawName}.${near === undefined ? '' : ` Did you mean --${near}?`}`,
      helpHint,
    );
  }
  if (flag.type === 'string' && (token.value === undefined || token.value === ''))
    throw usage(`${token.rawName} needs a value.`, helpHint);
  if (flag.type === 'boolean' && token.value !== undefined)
    throw usage(`${token.rawName} takes no value.`, helpHint);
}

function platformsOf(names: readonly string[]): readonly Platform[] {
  const known = Object.keys(platforms) as Platform[];
  const chosen = names.map((name) => oneOf('plat', name.trim(), known).plat as Platform);
  return [...new Set(chosen)];
}

function oneOf<Name extends string, Value extends string>(
  option: Name,
  given: unknown,
  known: readonly Value[],
): { readonly [key in Name]?: Value } {
  if (given === undefined) return {};
  if (known.includes(given as Value)) return { [option]: given } as { [key in Name]: Value };
  const near = nearestName(String(given), known);
  throw usage(
    `--${option}: there is no "${String(given)}".${near === undefined ? '' : ` Did you mean "${near}"?`}`,
    `Known: ${known.join(', ')}.`,
  );
}

/** A text of one line: it goes into comments and JSON. */
function textOf<Name extends string>(option: Name, given: unknown): { readonly [key in Name]?: string } {
  if (given === undefined) return {};
  const text = String(given).trim();
  const problem = textProblem(text);
  if (problem !== undefined) throw usage(`--${option} ${problem}.`, helpHint);
  return { [option]: text } as { [key in Name]: string };
}

/** Why a text cannot stand in the files; nothing where it can. Pure. */
export function textProblem(text: string): string | undefined {
  if (text === '') return 'is empty';
  if (/\p{Cc}/u.test(text)) return 'has characters that do not print';
  if (text.length > 200) return 'is longer than 200 characters';
  return undefined;
}
