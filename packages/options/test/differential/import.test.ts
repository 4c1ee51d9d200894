import { parseLibrary } from '@unicore/descriptor';
import { expect, it } from 'vitest';
import {
  checkExpressions,
  importLibrary,
  openConfiguration,
  type OptionValue,
  solve,
} from '../../src/index.ts';
import { importNames } from '../../src/kconfig/import-names.ts';
import { input } from '../builders.ts';
import { treeOf } from './compare.ts';
import { generateInput } from './generate-kconfig.ts';
import { handWritten } from './hand-written.ts';

const generated = Array.from({ length: 200 }, (_, index) => generateInput(20_000 + index).kconfig);

it('makes a descriptor that is sound and has the values of the tree', () => {
  let symbols = 0;
  for (const kconfig of [...handWritten.map((one) => one.kconfig), ...generated]) {
    const tree = treeOf(kconfig);
    const { options, menus, comments, problems } = importLibrary(tree);
    const descriptor = {
      schema: 1,
      name: 'net',
      pool: 'main',
      side: 'system',
      summary: 'net',
      sources: [],
      options,
      menus,
      comments,
    };
    const library = parseLibrary(JSON.parse(JSON.stringify(descriptor)), { file: 'library.json' });
    const wrong = checkExpressions(library).filter(({ text }) => !text.includes(': expected two values'));
    expect(wrong, kconfig).toEqual([]);
    if (problems.length > 0) continue;
    const { values } = solve(input({ libraries: [library], roots: ['net'] }));
    const configuration = openConfiguration(tree);
    const { options: names } = importNames(tree);
    for (const symbol of tree.symbols.values()) {
      const { text, type } = configuration.values.symbol(symbol);
      if (type === 'unknown') continue;
      symbols++;
      const own = values[`net.${names.get(symbol.name)}`];
      expect(textOf(own, type), `${symbol.name} of\n${kconfig}`).toBe(
        type === 'hex' || type === 'int' ? numberText(text) : text,
      );
    }
  }
  expect(symbols).toBeGreaterThan(1000);
});

function textOf(value: OptionValue | undefined, type: string): string {
  if (typeof value === 'boolean') return value ? 'y' : 'n';
  return type === 'hex' || type === 'int' ? numberText(String(value)) : String(value);
}

/** What has no value is 0 in a descriptor. */
function numberText(text: string): string {
  return String(Number(text === '' ? 0 : text));
}
