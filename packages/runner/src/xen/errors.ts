import { UnicoreError } from '@unicore/descriptor';

/** The Xen test bed cannot be made: packages are not to be had, or are other than they were. */
export function bedUnpreparable(what: string, output: string): UnicoreError {
  return new UnicoreError('ERR_UNICORE_BED_UNPREPARABLE', `The Xen test bed cannot be prepared: ${what}.`, {
    hint: output.trim() || 'It is made of packages of Debian 12 (bookworm), main.',
  });
}

/** The Xen test bed did not come up, or went away. */
export function bedFailed(what: string, output: string): UnicoreError {
  return new UnicoreError('ERR_UNICORE_BED_FAILED', `The Xen test bed failed: ${what}.`, {
    hint: output.trim() || 'It said nothing.',
  });
}

/** The Xen test bed of UNICORE_XEN_BED has not what another guest would need. */
export function bedFull(folder: string, what: string): UnicoreError {
  return new UnicoreError('ERR_UNICORE_BED_FULL', `The Xen test bed in ${folder} has no ${what}.`, {
    hint: 'Guests give theirs back when they end. Or leave UNICORE_XEN_BED unset, and the image gets a bed of its own.',
  });
}
