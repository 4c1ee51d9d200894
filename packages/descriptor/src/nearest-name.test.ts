import { expect, it } from 'vitest';
import { didYouMean, nearestName } from './nearest-name.ts';

const names = ['lwip', 'libc', 'sched-coop', 'virtio-net', 'virtio-ring'];

it.each([
  ['lwpi', 'lwip'],
  ['LWIP', 'lwip'],
  ['lwi', 'lwip'],
  ['sched-cop', 'sched-coop'],
  ['virtio-nte', 'virtio-net'],
  ['shced-coop', 'sched-coop'],
  ['x', undefined],
  ['netfront', undefined],
  ['', undefined],
])('takes %j for %s', (wanted, expected) => {
  expect(nearestName(wanted, names)).toBe(expected);
});

it('does not depend on the order of the names', () => {
  expect(nearestName('ab', ['aa', 'bb'])).toBe(nearestName('ab', ['bb', 'aa']));
});

it('ends a sentence, or adds nothing', () => {
  expect(didYouMean('lwpi', names)).toBe(' Did you mean "lwip"?');
  expect(didYouMean('zzz', names)).toBe('');
});
