import { expect, it } from 'vitest';
import * as options from './index.ts';

it('exports these names', () => {
  expect(Object.keys(options).toSorted()).toMatchInlineSnapshot(`
    [
      "chainTo",
      "checkExpressions",
      "configName",
      "formatChain",
      "formatDotConfig",
      "holds",
      "macroName",
      "optionMacros",
      "parseDotConfig",
      "problemError",
      "readDotConfig",
      "reservedMacros",
      "solve",
    ]
  `);
});
