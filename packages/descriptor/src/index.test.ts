import { expect, it } from 'vitest';
import * as descriptor from './index.ts';

it('exports these names', () => {
  expect(Object.keys(descriptor).toSorted()).toMatchInlineSnapshot(`
    [
      "UnicoreError",
      "bool",
      "choice",
      "defineLibrary",
      "didYouMean",
      "hex",
      "includeFolders",
      "int",
      "isContractVersion",
      "meets",
      "nearestName",
      "parseAppSymbols",
      "parseLibrary",
      "parseLibraryText",
      "string",
      "tristate",
      "when",
    ]
  `);
});
