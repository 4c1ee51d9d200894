import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { appNameProblem, libraryNameOf, libraryNameProblem, nearestValidName } from './names.ts';

const app = (name: string) => appNameProblem(name, ['vitest']);
const library = (name: string) => libraryNameProblem(name, ['vitest']);

describe('appNameProblem', () => {
  it.each(['a', 'my-app', 'web.server_2', '@acme/web', '0day'])('accepts %s', (name) => {
    expect(app(name)).toBeUndefined();
  });

  it.each([
    ['', 'an npm package: lower-case'],
    ['My App', 'an npm package: lower-case'],
    ['../x', 'an npm package: lower-case'],
    ['.hidden', 'an npm package: lower-case'],
    ['-x', 'an image: it starts'],
    ['@acme/', 'an npm package: lower-case'],
    ['node_modules', 'an npm package: Node.js or npm uses it'],
    ['fs', 'an npm package: Node.js or npm uses it'],
    ['vitest', 'this application: it depends on'],
    ['a'.repeat(101), 'an npm package: it is longer than 100'],
    ['naïve', 'an npm package: lower-case'],
  ])('refuses "%s"', (name, problem) => {
    expect(app(name)).toContain(problem);
  });
});

describe('libraryNameProblem', () => {
  it.each(['lib-shiny', '@acme/lib-two-words', 'shiny'])('accepts %s', (name) => {
    expect(library(name)).toBeUndefined();
  });

  it.each([
    ['lib-9p', 'a letter first'],
    ['lib-a.b', 'a letter first'],
    ['lib-app', 'expressions use the word'],
    ['Lib', 'an npm package: lower-case'],
  ])('refuses "%s"', (name, problem) => {
    expect(library(name)).toContain(problem);
  });

  it('judges the name that descriptors use', () => {
    expect(libraryNameOf('@acme/lib-two-words')).toBe('two-words');
  });
});

describe('nearestValidName', () => {
  it.each([
    ['My App', 'my-app'],
    ['Café  Crème!', 'cafe-creme'],
    ['.hidden', 'hidden'],
    ['fs', 'my-fs'],
    ['@Acme/Web Server', '@acme/web-server'],
    ['日本', 'my-app'],
  ])('of "%s" is %s', (name, near) => {
    expect(nearestValidName(name, app)).toBe(near);
  });

  it('is valid whatever was given', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string()), (name) => {
        expect(app(nearestValidName(name, app))).toBeUndefined();
        expect(library(nearestValidName(name, library))).toBeUndefined();
      }),
    );
  });
});
