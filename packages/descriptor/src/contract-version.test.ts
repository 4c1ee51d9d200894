import { expect, it } from 'vitest';
import { isContractVersion, meets } from './contract-version.ts';

it.each([
  ['1.2', '1.1', true],
  ['1.1', '1.1', true],
  ['1.0', '1.1', false],
  ['2.0', '1.9', false],
  ['1.9', '2.0', false],
  ['1.10', '1.9', true],
  ['0.9', '0.8', true],
] as const)('%s meets a requirement of %s: %s', (provided, required, expected) => {
  expect(meets(provided, required)).toBe(expected);
});

it.each([
  ['1.0', true],
  ['10.20', true],
  ['0.0', true],
  ['1', false],
  ['1.0.0', false],
  ['01.0', false],
  ['1.x', false],
  ['-1.0', false],
  ['', false],
])('tells whether %j is a contract version: %s', (text, expected) => {
  expect(isContractVersion(text)).toBe(expected);
});
