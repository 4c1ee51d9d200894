import { expect, it } from 'vitest';
import * as options from './index.ts';

it('exports these names', () => {
  expect(Object.keys(options).toSorted()).toMatchInlineSnapshot(`
    [
      "chainTo",
      "checkExpressions",
      "checkValue",
      "conditionText",
      "configName",
      "fillConfiguration",
      "formatAutoconf",
      "formatChain",
      "formatCondition",
      "formatConfig",
      "formatDefconfig",
      "formatDotConfig",
      "holds",
      "importLibrary",
      "macroName",
      "openAppSession",
      "openConfiguration",
      "openTreeSession",
      "optionMacros",
      "parseAppConditions",
      "parseDotConfig",
      "prepareSolve",
      "problemError",
      "readConfig",
      "readDotConfig",
      "readKconfig",
      "reservedMacros",
      "seededRandom",
      "solve",
      "unknownNames",
      "walk",
      "wrongValue",
    ]
  `);
});
