import { expect, it } from 'vitest';
import * as exported from './index.ts';

it('exports these names and no others', () => {
  expect(Object.keys(exported).toSorted()).toMatchInlineSnapshot(`
    [
      "captureCommand",
      "checkDisks",
      "fillUrl",
      "findFreePort",
      "findProgram",
      "kvmSupport",
      "parseNetwork",
      "parsePublish",
      "parseTraceLine",
      "passCommand",
      "readImage",
      "start",
      "symbolise",
    ]
  `);
});
