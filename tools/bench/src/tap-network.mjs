// The network of a benchmark: a tap in a network namespace of its own, in which the caller has root's rights.
import { execFileSync } from 'node:child_process';

export const tap = 'uctap0';
const host = '10.77.0.1';

/** Guests take turns on one tap. */
export function setUpTap() {
  ip('link', 'set', 'lo', 'up');
  ip('tuntap', 'add', 'dev', tap, 'mode', 'tap', 'vnet_hdr');
  ip('addr', 'add', `${host}/24`, 'dev', tap);
  ip('link', 'set', tap, 'up');
}

export function ip(...args) {
  execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'inherit'] });
}
