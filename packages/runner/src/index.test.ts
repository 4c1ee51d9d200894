import { expect, it } from 'vitest';
import * as exported from './index.ts';

it('exports these names and no others', () => {
  expect(Object.keys(exported).toSorted()).toMatchInlineSnapshot(`
    [
      "canOpenTun",
      "captureCommand",
      "checkDisks",
      "checkShares",
      "chromeTrace",
      "createXenGuest",
      "escapeXml",
      "fillUrl",
      "findFreePort",
      "findProgram",
      "findUefi",
      "flameGraph",
      "foldedStacks",
      "joinXenBed",
      "kvmSupport",
      "mayMakeTaps",
      "parseNetwork",
      "parsePublish",
      "parseTraceLine",
      "passCommand",
      "prepareXenBed",
      "readImage",
      "readProfile",
      "readTrace",
      "runsXen",
      "start",
      "startXenBed",
      "statusOfReason",
      "symbolise",
      "traceText",
      "xlConfig",
    ]
  `);
});
