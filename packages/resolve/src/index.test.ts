import { expect, it } from 'vitest';
import * as api from './index.ts';

it('exports these names and no others', () => {
  expect(Object.keys(api).toSorted()).toMatchInlineSnapshot(`
    [
      "appliesTo",
      "architectureOfHost",
      "chainsTo",
      "chooseTargets",
      "detectPackageManager",
      "findReplacements",
      "fitCommandLine",
      "installCommand",
      "kernelCommandLine",
      "listOptions",
      "makePlan",
      "makePool",
      "oneVersionOfEach",
      "overrideLine",
      "parseAppConfig",
      "parseDisk",
      "parseImageDescription",
      "parsePublish",
      "prepareTargets",
      "readTree",
      "removeCommand",
      "searchPool",
      "shortestChains",
      "showChain",
      "solveInputs",
      "why",
      "xlConfig",
    ]
  `);
});
