import { join } from 'node:path';
import type { Option } from '@unicore/descriptor';
import type { Tree } from '@unicore/resolve';
import { renderConfigSchema } from './config-schema.ts';
import { offers } from './offers.ts';
import { writeIfChanged } from '../write-if-changed.ts';

/**
 * Writes what editors know an application's configuration by, where it is stale: `.unicore/types.d.ts`, and
 * `.unicore/config.schema.json` for one in JSON. Returns the path of the types and whether anything changed.
 */
export function syncTypes(tree: Tree): { readonly file: string; readonly changed: boolean } {
  const file = join(tree.app.folder, '.unicore', 'types.d.ts');
  const schema = join(tree.app.folder, '.unicore', 'config.schema.json');
  const changed = [writeIfChanged(file, renderTypes(tree)), writeIfChanged(schema, renderConfigSchema(tree))];
  return { file, changed: changed.includes(true) };
}

/** Renders what the installed libraries offer as an augmentation of the types behind `defineApp`. Pure. */
export function renderTypes(tree: Tree): string {
  const { libraries, providers, targets } = offers(tree);
  return [
    '// Written by `unicore-link sync`: what the installed libraries offer to unicore.config.ts.',
    "import type {} from 'unicore-link';",
    '',
    "declare module 'unicore-link' {",
    '  interface InstalledOptions {',
    ...libraries.flatMap((library) => [
      ...comment({ help: library.summary }),
      ...libraryLines(library.name, library.options ?? {}),
    ]),
    '  }',
    '  interface InstalledProviders {',
    ...providers.map(([contract, names]) => `    ${key(contract)}: ${union(names)};`),
    '  }',
    '  interface InstalledTargets {',
    ...targets.map((target) => `    ${key(target)}: true;`),
    '  }',
    '}',
    '',
  ].join('\n');
}

function libraryLines(name: string, options: Readonly<Record<string, Option>>): readonly string[] {
  const entries = Object.entries(options).filter(([, option]) => option.prompt !== undefined);
  if (entries.length === 0) return [`    ${key(name)}: Record<never, never>;`];
  return [
    `    ${key(name)}: {`,
    ...entries.flatMap(([option, value]) => [
      ...comment(value).map((line) => `  ${line}`),
      `      ${key(option)}?: ${typeOf(value)};`,
    ]),
    '    };',
  ];
}

function comment({ prompt, help }: Pick<Option, 'prompt' | 'help'>): readonly string[] {
  const text = [prompt, help].filter(Boolean).join('. ').replaceAll('*/', '* /').replace(/\s+/g, ' ');
  return text === '' ? [] : [`    /** ${text} */`];
}

function typeOf(option: Option): string {
  switch (option.type) {
    case 'bool':
      return 'boolean';
    case 'tristate':
      return "boolean | 'm'";
    case 'int':
      return 'number';
    case 'hex':
      return '`0x${string}` | number';
    case 'string':
      return 'string';
    case 'choice':
      return union([...Object.keys(option.members), ...(option.optional === true ? [''] : [])]);
  }
}

function union(names: readonly string[]): string {
  return names.map((name) => JSON.stringify(name)).join(' | ');
}

function key(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}
