import { expect, it } from 'vitest';
import { withPlace } from './plan-problem.ts';

const problem = (setting: string, message: string) =>
  ({ code: 'ERR_UNICORE_UNKNOWN_OPTION', setting, message, hint: '' }) as const;
const placeOf = (path: readonly (string | number)[]): string => `f(${path.join(' ')})`;

it('says where the setting stands that a problem is about', () => {
  const one = problem('options.lwip.ipv5', 'options.lwip.ipv5 in the config: there is none.');

  expect(withPlace(one, placeOf).message).toBe('f(options lwip ipv5): options.lwip.ipv5: there is none.');
  expect(withPlace(one, undefined)).toBe(one);
});

it('leaves alone what is about no setting of the config', () => {
  const clash = problem('net-tcp.max', 'net.tcpMax and net-tcp.max would both be CONFIG_NET_TCP_MAX.');

  expect(withPlace(clash, placeOf)).toBe(clash);
});
