import { bedUnpreparable } from './errors.ts';

/**
 * Returns the compressed kernel (XZ) out of a bzImage: unpacking it beforehand saves seconds on an emulated processor. Pure.
 *
 * Spec: Linux, Documentation/x86/boot.rst, protocol 2.08 (payload_offset, payload_length).
 */
export function payloadOf(bzImage: Buffer): Buffer {
  const isImage = bzImage.length > 0x250 && bzImage.toString('latin1', 0x202, 0x206) === 'HdrS';
  if (!isImage) throw bedUnpreparable('the kernel of the package is no bzImage', '');
  const setupSectors = bzImage.readUInt8(0x1f1);
  const start = (setupSectors + 1) * 512 + bzImage.readUInt32LE(0x248);
  // The last four bytes are the unpacked size, put there by the kernel's build.
  const end = start + bzImage.readUInt32LE(0x24c) - 4;
  const payload = bzImage.subarray(start, end);
  if (payload.toString('latin1', 1, 5) !== '7zXZ')
    throw bedUnpreparable('the kernel of the package is not compressed by XZ', '');
  return payload;
}

/** Names of the modules that a module says it needs. Pure. */
export function dependenciesOf(module: Buffer): readonly string[] {
  const text = module.toString('latin1');
  const depends = /\0depends=([^\0]*)\0/.exec(text)?.[1] ?? '';
  return depends.split(',').filter(Boolean);
}

/**
 * Puts modules into an order in which each comes after those that it needs. Pure.
 *
 * @param dependencies - of a module by its name; names compare with `-` and `_` alike
 */
export function loadOrder(
  wanted: readonly string[],
  dependencies: (name: string) => readonly string[],
): readonly string[] {
  const order: string[] = [];
  const visit = (spelt: string): void => {
    const name = spelt.replaceAll('-', '_');
    if (order.includes(name)) return;
    for (const needed of dependencies(name)) visit(needed);
    order.push(name);
  };
  wanted.forEach(visit);
  return order;
}
