import * as v from 'valibot';
import { badAppSymbols, badDescriptor, newerSchema } from './errors.ts';
import type { Library, Option, Requirement } from './library.ts';
import { type DescriptorProblem, libraryProblems, optionsProblems } from './library-rules.ts';
import { librarySchema, optionsSchema, requiresSchema } from './library-schema.ts';
import { didYouMean } from './nearest-name.ts';
import type { UnicoreError } from './unicore-error.ts';

/** The error of all that is wrong with what was read. */
type Refusal = (problems: readonly DescriptorProblem[]) => UnicoreError;

/**
 * Checks what was read from a `library.json`, and lists all that is wrong with it.
 *
 * Pure. Expressions are not parsed here: `@unicore/options` does that.
 *
 * @param json - the parsed JSON
 * @param source - `file`: the path that errors name
 * @throws {UnicoreError} `ERR_UNICORE_BAD_DESCRIPTOR`, `ERR_UNICORE_NEWER_SCHEMA`
 */
export function parseLibrary(json: unknown, source: { readonly file: string }): Library {
  const schema = isObject(json) ? json['schema'] : undefined;
  if (typeof schema === 'number' && schema > 1) throw newerSchema(source.file, schema);
  const refusal: Refusal = (problems) => badDescriptor(source.file, problems);
  const library = parsed(librarySchema, json, refusal) as Library;
  const problems = libraryProblems(library);
  if (problems.length > 0) throw refusal(problems);
  return library;
}

/**
 * Reads the text of a `library.json`; see {@link parseLibrary}.
 *
 * Pure.
 *
 * @throws {UnicoreError} `ERR_UNICORE_BAD_DESCRIPTOR`, `ERR_UNICORE_NEWER_SCHEMA`
 */
export function parseLibraryText(text: string, source: { readonly file: string }): Library {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw badDescriptor(source.file, [{ path: '', text: `expected JSON: ${(error as Error).message}` }]);
  }
  return parseLibrary(json, source);
}

/**
 * Checks the part of an application's configuration that has a descriptor's shape: its own options and requirements.
 *
 * Pure.
 *
 * @param placeOf - where a setting stands, by the keys that lead to it: the file, and a line if that is known
 * @throws {UnicoreError} `ERR_UNICORE_BAD_DESCRIPTOR`
 */
export function parseAppSymbols(
  json: { readonly ownOptions?: unknown; readonly requires?: unknown },
  placeOf: (path: readonly string[]) => string,
): {
  readonly ownOptions: Readonly<Record<string, Option>>;
  readonly requires: Readonly<Record<string, Requirement>>;
} {
  const schema = v.object({
    ownOptions: v.optional(optionsSchema, {}),
    requires: v.optional(requiresSchema, {}),
  });
  const refusal: Refusal = (problems) => badAppSymbols(problems, placeOf);
  const symbols = parsed(schema, json, refusal) as ReturnType<typeof parseAppSymbols>;
  const problems = optionsProblems(symbols.ownOptions, 'ownOptions');
  if (problems.length > 0) throw refusal(problems);
  return symbols;
}

function parsed<Schema extends v.GenericSchema>(
  schema: Schema,
  json: unknown,
  refusal: Refusal,
): v.InferOutput<Schema> {
  // valibot takes a list for an object.
  if (Array.isArray(json)) throw refusal([{ path: '', text: 'expected an object, got a list' }]);
  const result = v.safeParse(schema, json);
  if (result.success) return result.output;
  throw refusal(result.issues.map((issue) => asProblem(issue, json)));
}

function asProblem(issue: v.BaseIssue<unknown>, json: unknown): DescriptorProblem {
  const path = issue.path ?? [];
  const last = path.at(-1);
  if (issue.type === 'strict_object' && issue.expected === 'never' && last !== undefined) {
    return { path: pathText(path), text: `expected no such key.${didYouMean(String(last.key), topKeys)}` };
  }
  const inner = issue.issues?.find((one) => (one.path ?? []).length > 0);
  if (inner !== undefined) {
    const problem = asProblem(inner, json);
    return { ...problem, path: `${pathText(path)}${problem.path.startsWith('[') ? '' : '.'}${problem.path}` };
  }
  const isMissing = issue.received === 'undefined' && json !== undefined;
  return {
    path: pathText(path),
    text: `expected ${isMissing ? 'a value' : expectedText(issue)}, got ${got(issue)}`,
  };
}

const plainWords: Readonly<Record<string, string>> = {
  Array: 'a list',
  Object: 'an object',
  string: 'a text',
};

/** What the schema asks for: its own words, else valibot's. */
function expectedText(issue: v.BaseIssue<unknown>): string {
  const choices = issue.issues?.map(expectedText) ?? [];
  if (choices.length > 0) return [...new Set(choices)].join(', or ');
  if (!issue.message.startsWith('Invalid ')) return issue.message;
  const expected = issue.expected ?? 'another value';
  return plainWords[expected] ?? expected.replace(/^\((.*)\)$/, '$1').replaceAll(' | ', ' or ');
}

const topKeys: readonly string[] = Object.keys(librarySchema.entries);

function got(issue: v.BaseIssue<unknown>): string {
  const { input } = issue;
  if (input === undefined) return 'nothing';
  if (isObject(input) || Array.isArray(input)) return Array.isArray(input) ? 'a list' : 'an object';
  if (typeof input === 'function') return 'a function';
  const text = typeof input === 'string' ? JSON.stringify(input) : String(input);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

function pathText(path: readonly v.IssuePathItem[]): string {
  return path.reduce((text, { key }) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? String(key) : `${text}.${String(key)}`;
  }, '');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
