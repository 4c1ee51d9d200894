import { closeSync, openSync, readFileSync } from 'node:fs';

const capNetAdmin = 1n << 12n;

/** Whether the device is there and opens for this user. */
export function canOpenTun(device = '/dev/net/tun'): boolean {
  try {
    closeSync(openSync(device, 'r+'));
    return true;
  } catch {
    return false;
  }
}

/**
 * Whether this process may make tap devices in the network namespace that it is in. In a user namespace of its own it may have
 * the capability without having it over the network, which only the attempt would tell: the answer is no there.
 */
export function mayMakeTaps(): boolean {
  const effective = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0';
  const first = /^\s*0\s+0\s+4294967295$/m.test(readFileSync('/proc/self/uid_map', 'utf8'));
  return first && (BigInt(`0x${effective}`) & capNetAdmin) !== 0n && canOpenTun();
}
