import { existsSync } from 'node:fs';
import { programMissing } from '../errors.ts';

/** What starts a machine: the old kind, or UEFI. */
export type Firmware = 'bios' | 'uefi';

/** Code and variables in one file, as distributions install it. */
const uefiFiles = [
  '/usr/share/ovmf/OVMF.fd',
  '/usr/share/OVMF/OVMF.fd',
  '/usr/share/qemu/OVMF.fd',
  '/usr/share/edk2/x64/OVMF.4m.fd',
  '/usr/share/edk2-ovmf/x64/OVMF.fd',
];

/**
 * QEMU's arguments for a kind of firmware. SeaBIOS comes with QEMU; UEFI is a package of its own.
 *
 * @throws {UnicoreError} `ERR_UNICORE_PROGRAM_MISSING`
 */
export function firmwareArgs(firmware: Firmware): readonly string[] {
  if (firmware === 'bios') return [];
  const file = findUefi();
  if (file === undefined) {
    throw programMissing(
      'OVMF',
      'it starts the image by UEFI',
      'ovmf',
      'Or start it by BIOS: npx unicore-link run --plat metal --firmware bios',
    );
  }
  return ['-bios', file];
}

/** The file of UEFI firmware for QEMU, where this machine has one. */
export function findUefi(): string | undefined {
  return uefiFiles.find((file) => existsSync(file));
}
