import { accessSync, constants, existsSync, readFileSync } from 'node:fs';

export interface KvmSupport {
  readonly serves: boolean;
  /** One clause for messages: why it does not serve, or what it is. */
  readonly reason: string;
  /** The command that mends it, where one does. */
  readonly mend?: string;
}

/**
 * Tells whether /dev/kvm runs guests at native speed.
 *
 * A module of kind kvm_pvm works without virtualisation in the processor, but interprets ring 0 of the guest a
 * thousand times slower than QEMU's own emulator does: that one does not serve.
 */
export function kvmSupport(
  device = '/dev/kvm',
  cpuinfo = '/proc/cpuinfo',
  modules = '/sys/module',
): KvmSupport {
  const virtualisation = /^flags\s*:.*\b(?:vmx|svm)\b/m.test(readOr(cpuinfo));
  if (!existsSync(device)) {
    return virtualisation
      ? {
          serves: false,
          reason: `there is no ${device}, though the processor could`,
          mend: 'sudo modprobe kvm_intel || sudo modprobe kvm_amd',
        }
      : { serves: false, reason: `there is no ${device}: the processor shows no virtualisation` };
  }
  if (!virtualisation) {
    const interpreting = existsSync(`${modules}/kvm_pvm`);
    const reason = interpreting
      ? `${device} interprets the guest's kernel mode (kvm_pvm)`
      : `${device} is there, but the processor shows neither vmx nor svm`;
    return { serves: false, reason };
  }
  try {
    accessSync(device, constants.R_OK | constants.W_OK);
  } catch {
    return {
      serves: false,
      reason: `${device} may not be opened by this user`,
      mend: 'sudo usermod -aG kvm $USER && newgrp kvm',
    };
  }
  return { serves: true, reason: device };
}

function readOr(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
