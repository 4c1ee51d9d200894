import { UnicoreError } from '@unicore/descriptor';
import { expect, it } from 'vitest';
import { missingPackage } from './offer-to-add.ts';

it.each([
  ['Run: npm install @unicore/lib-lwip', '@unicore/lib-lwip'],
  ['Run: pnpm add @unicore/lib-lwip', '@unicore/lib-lwip'],
  ['One of these will do:\n  npm install a\n  npm install b', undefined],
  ['Run: npm install', undefined],
])('the hint %j names the package %s', (hint, expected) => {
  expect(missingPackage(new UnicoreError('ERR_UNICORE_X', 'x', { hint }))).toBe(expected);
});

it('is nothing for errors that are no UnicoreError', () => {
  expect(missingPackage(new Error('Run: npm install x'))).toBeUndefined();
});
