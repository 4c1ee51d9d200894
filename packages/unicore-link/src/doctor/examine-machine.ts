import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { canOpenTun, captureCommand, findProgram, mayMakeTaps } from '@unicore/runner';
import { storeUsage } from '@unicore/toolchain';
import { type Distribution, everywhere, lacking } from './distribution.ts';
import type { Examination } from './examination.ts';

/** Free space below which a build may run into a full disk: a cache and a few images. */
const littleSpaceBytes = 300 * 1024 * 1024;
const mebibyte = 1024 * 1024;

/** Whether this user may make tap devices outright: those with the fast path. Asks as `run` does. */
export function examineTap(device = '/dev/net/tun'): Examination {
  const base = { group: 'network', name: 'tap devices' } as const;
  if (!existsSync(device)) {
    const detail = `there is no ${device}: images for linuxu reach published ports only`;
    return { ...base, state: 'limited', detail, mend: 'sudo modprobe tun' };
  }
  if (!canOpenTun(device)) {
    const detail = `${device} may not be opened by this user: images for linuxu reach published ports only`;
    return { ...base, state: 'limited', detail, mend: `sudo chmod 666 ${device}` };
  }
  const detail = mayMakeTaps()
    ? 'this user may make them: images for linuxu get one each'
    : 'this user may open existing ones (run --net tap:NAME), and make them in namespaces of its own';
  return { ...base, state: 'ok', detail };
}

/** Whether an image can have a network namespace of its own without rights. */
export async function examineNamespaces(distribution: Distribution): Promise<Examination> {
  const base = { group: 'network', name: 'user namespaces' } as const;
  if (!findProgram('unshare')) {
    const detail = 'not tried: unshare is not installed, which slirp4netns needs as well';
    const packages = { ...everywhere('util-linux'), alpine: 'util-linux-misc' };
    return { ...base, state: 'limited', ...lacking(detail, distribution, packages) };
  }
  const { status, stderr } = await captureCommand('unshare', ['--user', '--map-root-user', '--net', 'true'], {
    timeoutMs: 10_000,
  });
  if (status === 0) return { ...base, state: 'ok', detail: 'images for linuxu get a network without rights' };
  return {
    ...base,
    state: 'limited',
    detail: `not to be had (${stderr.trim() || `unshare ended with ${status}`}): images for linuxu need a tap device`,
    mend: 'sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0 user.max_user_namespaces=15000',
  };
}

/** Free space where builds write. */
export function examineProject(folder: string): Examination {
  return { group: 'disk', name: 'this folder', ...spaceIn(folder, `df -h ${folder}`) };
}

/** Free space for the object cache, what it takes, and what it may. */
export function examineCache(folder: string): Examination {
  const { sizeBytes, limitBytes } = storeUsage(folder);
  const { detail, ...found } = spaceIn(folder, 'npx unicore-link clean --cache');
  const takes = `it holds ${Math.ceil(sizeBytes / mebibyte)} of at most ${limitBytes / mebibyte} MiB`;
  return { group: 'disk', name: 'object cache', ...found, detail: `${detail}; ${takes}` };
}

function spaceIn(folder: string, makeRoom: string): Pick<Examination, 'state' | 'detail' | 'mend'> {
  const place = existing(folder);
  const { bavail, bsize } = statfsSync(place);
  const bytes = Number(bavail) * Number(bsize);
  const detail = `${Math.floor(bytes / mebibyte)} MiB free in ${folder}`;
  try {
    accessSync(place, constants.W_OK);
  } catch {
    return {
      state: 'limited',
      detail: `${place} may not be written by this user`,
      mend: `sudo chown -R $USER ${place}`,
    };
  }
  return bytes >= littleSpaceBytes ? { state: 'ok', detail } : { state: 'limited', detail, mend: makeRoom };
}

function existing(folder: string): string {
  return existsSync(folder) || folder === dirname(folder) ? folder : existing(dirname(folder));
}
