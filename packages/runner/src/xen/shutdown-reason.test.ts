import { expect, it } from 'vitest';
import { isAbrupt, reasonOf, statusOfReason } from './shutdown-reason.ts';

it.each([
  ['a power-off', 0, 0, false],
  ['a reset', 1, 1, true],
  ['a crash', 3, 134, true],
  ['status 1', 129, 1, false],
  ['status 127', 255, 127, false],
])('reads %s', (_, reason, status, abrupt) => {
  expect(statusOfReason(reason)).toBe(status);
  expect(isAbrupt(reason)).toBe(abrupt);
});

it("takes the reason from xl's log, and none where somebody destroyed the guest", () => {
  expect(reasonOf('Parsing config from cfg\nDomain 7 has shut down, reason code 171 0xab\n')).toBe(171);
  expect(reasonOf('Parsing config from cfg\nDomain 7 has been destroyed.\n')).toBeUndefined();
});
