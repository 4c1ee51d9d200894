import { UnicoreError } from '@unicore/descriptor';
import { expect, it } from 'vitest';
import { missingPackage } from './offer-to-add.ts';

it.each([
  ['Run: npm install @unicore/lib-lwip', '@unicore/lib-lwip'],
  ['Run: pnpm add @unicore/lib-lwip', '@unicore/lib-lwip'],
  ['zlib.h: in zlib: npm install @unicore/lib-zlib', '@unicore/lib-zlib'],
  ['bind: in libc, beside a library that provides netstack: yarn add lwip', 'lwip'],
  ['sin: in musl, instead of libc: npm uninstall libc && npm install musl', undefined],
  ['x.h: in one: npm install one; or in two: npm install two', undefined],
  ['x: in libc, beside a library that provides vfs: npm install one, or npm install two', undefined],
  ['x.h: in one: npm install one\ny.h: in two: npm install two', undefined],
  ['mine is linked. Run in /home/mine: npm install one', undefined],
  ['One of these will do:\n  npm install a\n  npm install b', undefined],
  ['Run: npm install', undefined],
])('the hint %j names the package %s', (hint, expected) => {
  expect(missingPackage(new UnicoreError('ERR_UNICORE_X', 'x', { hint }))).toBe(expected);
});

it('is nothing for errors that are no UnicoreError', () => {
  expect(missingPackage(new Error('Run: npm install x'))).toBeUndefined();
});
