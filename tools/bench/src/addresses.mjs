// Where an image's symbols and entries are while it runs, as hexadecimal numbers for the plugin that counts.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Types of the notes of name "Xen". Spec: Xen, public/elfnote.h. */
const VIRT_BASE = 3;
const PHYS32_ENTRY = 18;

/** Addresses of `names` in the running image: the symbol file's, moved to where the platform puts the image. */
export function addresses(image, names) {
  const table = symbolsOf(image);
  const base = imageBase(image, table);
  return names.map((name) => hex(base + valueOf(table, name, image)));
}

/** Where the running image is, each `[low, high]`; before it has moved itself a PVH guest of Xen is where it was loaded. */
export function imageRanges(image, xenType) {
  const table = symbolsOf(image);
  const size = valueOf(table, `__${image.platform}plat_end`, image);
  const bases = [imageBase(image, table), ...(xenType === 'pvh' ? [loadedAt(image)] : [])];
  return bases.map((base) => [hex(base), hex(base + size)]);
}

/** Where the image is entered: on kvm, metal (by multiboot) and, of type pvh, on xen in 32 bits at its physical address. */
export function entryOf(image, xenType) {
  if (image.platform === 'xen' && xenType === 'pv') return addresses(image, ['xenplat_entry'])[0];
  if (image.platform !== 'metal') return hex(noteOf(image, PHYS32_ENTRY));
  const [, entry] = /Entry point (0x[0-9a-f]+)/.exec(readelf('-lW', image)) ?? [];
  return hex(BigInt(entry) + valueOf(symbolsOf(image), '__metalplat_low', image));
}

/** What the values of the image's symbols are added to: all physical memory is mapped at one base. */
function imageBase(image, table) {
  const base = image.platform === 'xen' ? noteOf(image, VIRT_BASE) : configuredBase(image);
  return base + loadedAt(image) + (table.get('__metalplat_low') ?? 0n);
}

function loadedAt(image) {
  const physical = /LOAD\s+\S+\s+\S+\s+(0x[0-9a-f]+)/.exec(readelf('-lW', image))?.[1];
  if (!physical) throw new Error(`${image.path} has no segment to load`);
  return BigInt(physical);
}

function configuredBase(image) {
  const folder = dirname(dirname(dirname(image.path)));
  const config = readFileSync(
    join(folder, '.unicore', `${image.platform}-${image.architecture}`, 'config'),
    'utf8',
  );
  const base = /^CONFIG_PC_BASE=(0x[0-9a-f]+)$/im.exec(config)?.[1];
  if (!base) throw new Error(`${image.path}: no CONFIG_PC_BASE`);
  return BigInt(base);
}

function symbolsOf(image) {
  const { symbols } = JSON.parse(readFileSync(image.description, 'utf8'));
  return new Map(
    execFileSync('nm', [join(dirname(image.description), symbols)], { encoding: 'utf8' })
      .trim()
      .split('\n')
      .map((line) => line.split(' '))
      .map(([value, , name]) => [name, BigInt(`0x${value}`)]),
  );
}

function valueOf(table, name, image) {
  const value = table.get(name);
  if (value === undefined) throw new Error(`${image.path} has no symbol ${name}`);
  return value;
}

/** A number of 4 or 8 bytes in a note of name "Xen". */
function noteOf(image, type) {
  const number = type.toString(16).padStart(8, '0');
  const notes = readelf('-nW', image);
  const pattern = new RegExp(`0x${number}.*?description data: ((?:[0-9a-f]{2} ?)+)`, 's');
  const bytes = pattern.exec(notes)?.[1]?.trim().split(' ');
  if (!bytes) throw new Error(`${image.path} has no note ${type} of Xen:\n${notes}`);
  return BigInt(`0x${bytes.toReversed().join('')}`);
}

function readelf(what, image) {
  return execFileSync('readelf', [what, image.path], { encoding: 'utf8' });
}

function hex(value) {
  return `0x${value.toString(16)}`;
}
