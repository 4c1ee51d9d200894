import { copyFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { start } from '../src/index.ts';
import { copyMedium } from '../src/metal/medium.ts';
import { type BuiltGuests, buildGuests } from './build-guests.ts';

let guests: BuiltGuests;
beforeAll(async () => {
  guests = await buildGuests();
});
afterAll(() => guests.remove());

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'unicore-damaged-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const damages: Readonly<Record<string, readonly [(image: string) => void, string]>> = {
  'is not there': [(image) => rmSync(image), 'it cannot be read (ENOENT)'],
  'is empty': [(image) => truncateSync(image, 0), 'it is no ELF file'],
  'is something else': [(image) => writeFileSync(image, 'x'.repeat(9000)), 'it is no ELF file'],
  'ends behind its first header': [(image) => truncateSync(image, 100), 'its program headers are not in it'],
  'ends in the middle': [(image) => truncateSync(image, 1000), 'its 1000 bytes are only a part of it'],
  'has headers elsewhere': [
    (image) => {
      const elf = readFileSync(image);
      elf.writeBigUInt64LE(2n ** 63n, 32);
      writeFileSync(image, elf);
    },
    'its program headers are not in it',
  ],
};

describe.each(['linuxu', 'kvm'] as const)('an image for %s', (platform) => {
  it.each(Object.entries(damages))('that %s is refused at once', async (_, [damage, what]) => {
    const { image, ...rest } = JSON.parse(readFileSync(guests[platform](), 'utf8')) as { image: string };
    copyFileSync(join(dirname(guests[platform]()), image), join(folder, image));
    writeFileSync(join(folder, 'image.json'), JSON.stringify({ ...rest, image }));
    damage(join(folder, image));

    await expect(start(folder)).rejects.toMatchObject({
      code: 'ERR_UNICORE_IMAGE_DAMAGED',
      message: expect.stringContaining(what),
    });
  });

  it('whose initrd is not there is refused at once', async () => {
    const description = JSON.parse(readFileSync(guests[platform](), 'utf8')) as object;
    const file = join(dirname(guests[platform]()), 'no-initrd.json');
    writeFileSync(file, JSON.stringify({ ...description, initrd: 'none.cpio' }));

    await expect(start(file)).rejects.toMatchObject({ code: 'ERR_UNICORE_IMAGE_DAMAGED' });
  });
});

it.each(['nonsense', 'constructor', 'toString'])('knows no platform "%s"', async (platform) => {
  const description = JSON.parse(readFileSync(guests.linuxu(), 'utf8')) as object;
  writeFileSync(join(folder, 'image.json'), JSON.stringify({ ...description, platform }));

  await expect(start(folder)).rejects.toMatchObject({ code: 'ERR_UNICORE_PLATFORM_NOT_RUNNABLE' });
});

describe('a medium', () => {
  const whole = { commandLineAt: 2048, commandLineBytes: 1024, bytes: 4096 };
  const attempt = (bytes: number, description: object = whole) => {
    const file = join(folder, 'disk.img');
    writeFileSync(file, '');
    truncateSync(file, bytes);
    return () => copyMedium({ ...whole, ...description, file }, [], ['one']).close();
  };

  it('that is whole is copied, and a longer one as well', () => {
    expect(attempt(4096)).not.toThrow();
    expect(attempt(8192)).not.toThrow();
    expect(readFileSync(join(folder, 'disk.img')).every((byte) => byte === 0)).toBe(true);
  });

  it.each([0, 100, 2048, 4095])('of which %d bytes are left is refused', (bytes) => {
    expect(attempt(bytes)).toThrow(`it has ${bytes} bytes of 4096`);
  });

  it('that does not say how long it is has to hold its command line', () => {
    expect(attempt(3072, { bytes: undefined })).not.toThrow();
    expect(attempt(3071, { bytes: undefined })).toThrow('it has 3071 bytes of 3072');
    expect(attempt(4096, { commandLineAt: 4000 })).toThrow('a command line that is not in it');
  });

  it('that is a folder, or not there, is refused', () => {
    expect(() => copyMedium({ ...whole, file: folder }, [], [])).toThrow('it is no file');
    expect(() => copyMedium({ ...whole, file: join(folder, 'none') }, [], [])).toThrow('it is not there');
  });
});

describe('an option that does nothing for the platform', () => {
  it('is said to', async () => {
    const notes: string[] = [];
    const guest = await start(guests.linuxu(), {
      ...{ firmware: 'uefi', medium: 'iso', accelerator: 'tcg', args: ['exit', '0'] },
      onNote: (line) => notes.push(line),
    });
    guest.console.resume();
    await guest.exited;

    expect(notes).toEqual([
      '--accel does nothing for linuxu: it is for kvm, metal',
      '--firmware does nothing for linuxu: it is for metal',
      '--medium does nothing for linuxu: it is for metal',
    ]);
  });
});
