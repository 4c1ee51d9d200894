import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UnicoreError } from '@unicore/descriptor';
import { describe, expect, it } from 'vitest';
import { planFixture } from './plan-fixture.ts';

const fixtures = join(import.meta.dirname, 'fixtures');
const docs = join(import.meta.dirname, '../../../docs/errors');

function readJson(...path: readonly string[]): Record<string, unknown> {
  return JSON.parse(readFileSync(join(fixtures, ...path), 'utf8')) as Record<string, unknown>;
}

/** What a fixture asks `why` of, besides the plan. */
function subjectOf(folder: string): string | undefined {
  const file = join(fixtures, folder, 'why.txt');
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
}

const folders = readdirSync(fixtures).filter((name) => existsSync(join(fixtures, name, 'tree.json')));
const cases = folders.map((name) => ({
  name: name.replaceAll('-', ' '),
  folder: name,
  expected: readJson(name, 'expect.json'),
}));

describe('a plan is made', () => {
  it.each(cases.filter((one) => one.expected.code === undefined))('$name', async ({ folder, expected }) => {
    const plan = await planFixture(readJson(folder, 'tree.json'), subjectOf(folder));

    expect(plan).toMatchObject(expected);
  });
});

describe('no plan is made', () => {
  it.each(cases.filter((one) => one.expected.code !== undefined))('$name', async ({ folder, expected }) => {
    const error: unknown = await planFixture(readJson(folder, 'tree.json'), subjectOf(folder)).catch(
      (reason: unknown) => reason,
    );

    expect(error).toBeInstanceOf(UnicoreError);
    const { code, message, hint } = error as UnicoreError;
    expect({ code, message, hint }).toEqual(expected);
  });
});

describe('the page of an error', () => {
  const errors = readFileSync(join(import.meta.dirname, '../src/errors.ts'), 'utf8');
  // No plan is at fault where a command line is too long: kernel-command-line.test.ts shows that page.
  const codes = [...errors.matchAll(/'(ERR_UNICORE_\w+)'/gu)]
    .map((match) => match[1] ?? '')
    .filter((code) => code !== 'ERR_UNICORE_COMMAND_LINE_TOO_LONG');

  it.each(codes)('%s shows the message and hint of a fixture', (code) => {
    const page = readFileSync(join(docs, `${code}.md`), 'utf8');
    const texts = cases
      .filter((one) => one.expected.code === code)
      .map((one) => `${String(one.expected.message)}\n${String(one.expected.hint)}`);

    expect(texts.filter((text) => page.includes(text))).toHaveLength(1);
  });
});
