import { findProgram } from '@unicore/runner';

export interface Platform {
  readonly name: string;
  /** Why images for it cannot be started here; absent where they can. */
  readonly missing?: string;
}

/** The platforms that suites run on, each with the reason where this machine cannot: for `describe.each`. */
export function platforms(): readonly Platform[] {
  const qemu = findProgram('qemu-system-x86_64');
  const missing = 'qemu-system-x86_64 is not installed: apt-get install qemu-system-x86';
  return [
    { name: 'linuxu' },
    { name: 'kvm', ...(qemu ? {} : { missing }) },
    { name: 'metal', ...(qemu ? {} : { missing }) },
  ];
}
