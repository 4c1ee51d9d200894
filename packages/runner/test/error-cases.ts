import type { UnicoreError } from '@unicore/descriptor';
import * as errors from '../src/errors.ts';

/** For each code of this package, the plainest way to meet it. */
export const errorCases: Readonly<Record<string, () => UnicoreError>> = {
  ERR_UNICORE_ACCELERATOR_UNAVAILABLE: () =>
    errors.acceleratorUnavailable('there is no /dev/kvm: the processor shows no virtualisation'),
  ERR_UNICORE_DISK_MISSING: () => errors.diskMissing('/home/me/app/disk.img'),
  ERR_UNICORE_DISK_UNUSABLE: () =>
    errors.diskUnusable('/home/me/app/data', 'it is neither a file nor a block device'),
  ERR_UNICORE_IMAGE_DAMAGED: () =>
    errors.imageDamaged('/home/me/app/build/metal-x86_64/hello.img', 'it has 700416 bytes of 1368064'),
  ERR_UNICORE_IMAGE_UNREADABLE: () =>
    errors.imageUnreadable('build/kvm-x86_64/image.json', new Error('ENOENT: no such file or directory')),
  ERR_UNICORE_INVALID_DISK: () => errors.invalidDisk('disk.img,rw'),
  ERR_UNICORE_INVALID_MEMORY: () => errors.invalidMemory('-1'),
  ERR_UNICORE_INVALID_NETWORK: () => errors.invalidNetwork('bridge'),
  ERR_UNICORE_INVALID_PUBLISH: () => errors.invalidPublish('80'),
  ERR_UNICORE_INVALID_SHARE: () => errors.invalidShare('data:mnt'),
  ERR_UNICORE_MEDIUM_MISSING: () => errors.mediumMissing('/home/me/app/build/metal-x86_64/hello', 'disk'),
  ERR_UNICORE_MEMORY_TOO_SMALL: () => errors.memoryTooSmall('/home/me/app/build/kvm-x86_64/hello', 0.5, 1080),
  ERR_UNICORE_MONITOR_FAILED: () =>
    errors.monitorFailed('qemu-system-x86_64', 1, 'qemu-system-x86_64: invalid accelerator kvm'),
  ERR_UNICORE_NETWORK_FAILED: () => errors.networkFailed('no namespace could be made', ''),
  ERR_UNICORE_NETWORK_TAKEN: () => errors.networkTaken('10.0.2.0/24'),
  ERR_UNICORE_PLATFORM_NOT_RUNNABLE: () => errors.platformNotRunnable('xen', ['kvm', 'linuxu']),
  ERR_UNICORE_PORT_TAKEN: () => errors.portTaken('127.0.0.1', 8080, new Error('EADDRINUSE')),
  ERR_UNICORE_PROFILE_MISSING: () => errors.profileMissing(),
  ERR_UNICORE_PROGRAM_MISSING: () =>
    errors.programMissing(
      'qemu-system-x86_64',
      'it runs images for kvm',
      'qemu-system-x86',
      'Or take the image that needs none: npx unicore-link run --plat linuxu',
    ),
  ERR_UNICORE_SHARE_UNUSABLE: () => errors.shareUnusable('/home/me/hello/data'),
  ERR_UNICORE_TAP_MISSING: () => errors.tapMissing('uc0'),
  ERR_UNICORE_TRACE_MISSING: () => errors.traceMissing(),
};
