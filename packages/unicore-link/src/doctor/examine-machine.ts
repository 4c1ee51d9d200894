import { accessSync, constants, existsSync, readFileSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { captureCommand, findProgram, kvmSupport } from '@unicore/runner';
import type { Examination } from './examination.ts';

/** Free space below which a build may run into a full disk: a cache and a few images. */
const littleSpaceBytes = 300 * 1024 * 1024;

/** What `kvmSupport` says, as a line of the doctor's. */
export function examineKvm(): Examination {
  const { serves, reason, mend } = kvmSupport();
  if (serves) return { name: '/dev/kvm', state: 'ok', detail: 'serves' };
  const detail = `does not serve: ${reason}; images for kvm run emulated, by TCG`;
  return { name: '/dev/kvm', state: 'limited', detail, ...(mend ? { mend } : {}) };
}

/** Whether this user may make tap devices outright: those with the fast path. */
export function examineTap(device = '/dev/net/tun', status = '/proc/self/status'): Examination {
  const name = 'tap devices';
  if (!existsSync(device)) {
    return {
      name,
      state: 'limited',
      detail: `there is no ${device}: images for linuxu have no network`,
      mend: 'sudo modprobe tun',
    };
  }
  try {
    accessSync(device, constants.R_OK | constants.W_OK);
  } catch {
    return {
      name,
      state: 'limited',
      detail: `${device} may not be opened by this user`,
      mend: `sudo chmod 666 ${device}`,
    };
  }
  const effective = BigInt(`0x${/^CapEff:\s*([0-9a-f]+)/m.exec(readFileSync(status, 'utf8'))?.[1] ?? '0'}`);
  const netAdmin = (effective & (1n << 12n)) !== 0n;
  const detail = netAdmin
    ? 'this user may make them'
    : 'this user may open existing ones: run --net tap:NAME';
  return { name, state: 'ok', detail };
}

/** Whether an image can have a network namespace of its own without rights. */
export async function examineNamespaces(): Promise<Examination> {
  const name = 'user namespaces';
  if (!findProgram('unshare')) {
    return {
      name,
      state: 'limited',
      detail: 'not tried: unshare is not installed, which slirp4netns needs as well',
      mend: 'sudo apt-get install util-linux',
    };
  }
  const { status, stderr } = await captureCommand('unshare', ['--user', '--map-root-user', '--net', 'true'], {
    timeoutMs: 10_000,
  });
  if (status === 0) return { name, state: 'ok', detail: 'images for linuxu get a network without rights' };
  return {
    name,
    state: 'limited',
    detail: `not to be had (${stderr.trim() || `unshare ended with ${status}`}): images for linuxu need a tap device`,
    mend: 'sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0 user.max_user_namespaces=15000',
  };
}

/** Free space where builds and the object cache write. */
export function examineDisk(name: string, folder: string): Examination {
  const { bavail, bsize } = statfsSync(existing(folder));
  const bytes = Number(bavail) * Number(bsize);
  const detail = `${Math.floor(bytes / (1024 * 1024))} MiB free in ${folder}`;
  if (bytes >= littleSpaceBytes) return { name, state: 'ok', detail };
  return {
    name,
    state: 'limited',
    detail,
    mend: name === 'object cache' ? 'npx unicore-link clean --cache' : `df -h ${folder}`,
  };
}

function existing(folder: string): string {
  return existsSync(folder) || folder === dirname(folder) ? folder : existing(dirname(folder));
}
