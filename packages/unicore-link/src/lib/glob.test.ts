import { expect, it } from 'vitest';
import { globToRegExp } from './glob.ts';

it.each([
  ['src/*.c', 'src/a.c', true],
  ['src/*.c', 'src/deep/a.c', false],
  ['src/**/*.c', 'src/a.c', true],
  ['src/**/*.c', 'src/very/deep/a.c', true],
  ['src/**', 'src/very/deep/a.S', true],
  ['src/**.c', 'src/a.c', true],
  ['src/**.c', 'src/deep/a.c', false],
  ['**/*.c', 'a.c', true],
  ['src/{core,api}/*.{c,S}', 'src/api/a.S', true],
  ['src/{core,api}/*.{c,S}', 'src/port/a.c', false],
  ['src/v?.c', 'src/v4.c', true],
  ['src/v[46].c', 'src/v6.c', true],
  ['src/v[!46].c', 'src/v6.c', false],
  ['src/a.c', 'src/abc', false],
  ['src/a+b(1).c', 'src/a+b(1).c', true],
  ['src/{a.c', 'src/{a.c', false],
  ['src/[z-a].c', 'src/b.c', false],
])('%s on %s is %s', (glob, path, matches) => {
  expect(globToRegExp(glob).test(path)).toBe(matches);
});
