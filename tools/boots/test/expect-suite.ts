import { expect } from 'vitest';

/** Expects on a console the TAP of a conformance suite: so many tests of that name, and none that failed. */
export function expectSuite(console: string, name: string, tests: number): void {
  const lines = console.replaceAll('\r', '').split('\n');
  const passed = lines.filter((line) => new RegExp(String.raw`^ok \d+ - ${name}_`).test(line));
  expect(
    lines.filter((line) => line.startsWith('not ok')),
    console,
  ).toEqual([]);
  expect(passed, console).toHaveLength(tests);
}
