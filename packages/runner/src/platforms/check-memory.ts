import { statSync } from 'node:fs';
import { readImageEnd } from '../elf.ts';
import { memoryTooSmall } from '../errors.ts';
import type { Image } from '../image.ts';
import type { Settings } from '../options.ts';

/**
 * With less memory than the image takes QEMU's firmware finds no place for itself, or nothing to start, and waits for ever, so
 * that no guest can say what it needs. VMMs deal in units of 8 KiB.
 *
 * @param loadedAt - bytes below the image's own addresses
 * @param firmwareKib - the least that firmware starts anything in
 * @throws {UnicoreError} `ERR_UNICORE_MEMORY_TOO_SMALL`
 */
export function checkMemory(
  image: Image,
  { memoryMib }: Settings,
  { loadedAt = 0, firmwareKib = 0 }: { readonly loadedAt?: number; readonly firmwareKib?: number } = {},
): void {
  const initrd =
    image.initrd === undefined ? 0 : (statSync(image.initrd, { throwIfNoEntry: false })?.size ?? 0);
  const imageKib = Math.ceil((loadedAt + Number(readImageEnd(image.image)) + initrd) / 8192) * 8;
  const needsKib = Math.max(imageKib, firmwareKib);
  if (memoryMib !== undefined && memoryMib * 1024 < needsKib)
    throw memoryTooSmall(image.image, memoryMib, needsKib);
}
