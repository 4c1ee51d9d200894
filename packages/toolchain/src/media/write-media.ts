import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BootMedia, fitCommandLine, type Plan, type TargetPlan } from '@unicore/resolve';
import { imageTooLarge } from '../errors.ts';
import { guarded } from '../store.ts';
import { makeDisk, type Medium } from './disk.ts';
import { flatHead, flattenImage } from './flat-image.ts';
import { makeIso } from './iso.ts';

/** Names of the bootable media of an image, as its platform asks for. Pure. */
export function mediaNames(
  name: string,
  target: TargetPlan,
): { readonly disk?: string; readonly iso?: string; readonly xl?: string } {
  const media = target.link.media ?? [];
  return {
    ...(media.includes('disk') ? { disk: `${name}.img` } : {}),
    ...(media.includes('iso') ? { iso: `${name}.iso` } : {}),
    ...(media.includes('xl') ? { xl: `${name}.cfg` } : {}),
  };
}

export interface MediaParts {
  readonly symbols: string;
  readonly initrd?: string;
  readonly disk?: string;
  readonly iso?: string;
}

/**
 * Writes the bootable media of an image into `folder`, from its linked file and initrd, there or else in `placed`. They
 * carry the run settings' parameters and arguments as the command line.
 *
 * @throws {UnicoreError} `ERR_UNICORE_COMMAND_LINE_TOO_LONG`, `ERR_UNICORE_DISK_FULL`, `ERR_UNICORE_IMAGE_TOO_LARGE`
 */
export function writeMedia(
  plan: Plan,
  names: MediaParts,
  { folder, placed }: { readonly folder: string; readonly placed: string },
): BootMedia {
  const { disk, iso } = names;
  if (disk === undefined && iso === undefined) return {};
  const read = (name: string): Buffer => {
    const fresh = join(folder, name);
    return readFileSync(existsSync(fresh) ? fresh : join(placed, name));
  };
  const linked = read(names.symbols);
  const flat = flattenImage(linked, names.initrd === undefined ? undefined : read(names.initrd));
  const { parameters = [], args = [] } = plan.app.run;
  const commandLineAt = flat.readUInt32LE(flatHead.commandLineAt);
  const commandLineBytes = flat.readUInt32LE(flatHead.commandLineBytesAt);
  flat.set(fitCommandLine(parameters, args, commandLineBytes), commandLineAt);

  const write = (file: string, make: () => Medium) => {
    const { content, imageAt } = sized(make, flat.length);
    guarded(folder, () => writeFileSync(join(folder, file), content));
    return { file, commandLineAt: imageAt + commandLineAt, commandLineBytes, bytes: content.length };
  };
  return {
    ...(disk === undefined ? {} : { disk: write(disk, () => makeDisk(linked, flat)) }),
    ...(iso === undefined ? {} : { iso: write(iso, () => makeIso(linked, flat, plan.app.name)) }),
  };
}

function sized(make: () => Medium, sizeBytes: number): Medium {
  try {
    return make();
  } catch (error) {
    if (error instanceof RangeError) throw imageTooLarge(sizeBytes);
    throw error;
  }
}
