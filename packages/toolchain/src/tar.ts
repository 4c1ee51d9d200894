import { gunzipSync } from 'node:zlib';
import type { CpioEntry } from './cpio.ts';
import { badArchive } from './errors.ts';
import { textOf, treeOf } from './tar-tree.ts';

/** One member of an archive, as it stands there. */
export interface TarMember {
  /** As the archive has it. */
  readonly path: string;
  /** Of ustar: `0` file, `1` hard link, `2` symbolic link, `3` and `4` devices, `5` folder, `6` FIFO. */
  readonly type: string;
  readonly permissions: number;
  readonly uid: number;
  readonly gid: number;
  readonly mtime: number;
  readonly device: readonly [number, number];
  readonly target: string;
  readonly data: Uint8Array;
}

const BLOCK = 512;
/** No archive unpacks to more: what Node holds in one buffer on every machine. */
const UNPACKED_MAX = 2 ** 31 - 1;

/** Fields of a header: where they begin and how many bytes they have. Spec: POSIX.1-2017, pax, "ustar Interchange Format". */
const FIELDS = {
  name: [0, 100],
  mode: [100, 8],
  uid: [108, 8],
  gid: [116, 8],
  size: [124, 12],
  mtime: [136, 12],
  checksum: [148, 8],
  type: [156, 1],
  target: [157, 100],
  magic: [257, 6],
  major: [329, 8],
  minor: [337, 8],
  prefix: [345, 155],
} as const;

type Field = keyof typeof FIELDS;

/** What pax records and GNU's long names say of the next member, and of all that follow. */
interface Extras {
  path?: string;
  linkpath?: string;
  size?: string;
  mtime?: string;
  uid?: string;
  gid?: string;
}

const known: ReadonlySet<string> = new Set(['path', 'linkpath', 'size', 'mtime', 'uid', 'gid']);

/** Whether the file begins as a tar archive does, or as gzip. */
export function isArchive(bytes: Uint8Array): boolean {
  return isGzip(bytes) || isHeader(bytes.subarray(0, BLOCK));
}

/**
 * Lists what a tar archive holds (v7, ustar, pax or GNU's, packed by gzip or not) in the order of a cpio archive. Owners,
 * times, permissions, hard links and devices stay. What comes later replaces what has the same name.
 *
 * Pure but for the error's text, which names `path`.
 *
 * @throws {UnicoreError} `ERR_UNICORE_BAD_ARCHIVE`
 */
export function listTar(bytes: Uint8Array, path: string): readonly CpioEntry[] {
  const fail = (what: string): never => {
    throw badArchive(path, what);
  };
  return treeOf(readMembers(isGzip(bytes) ? unpack(bytes, fail) : bytes, fail), fail);
}

type Fail = (what: string) => never;

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function unpack(bytes: Uint8Array, fail: Fail): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: UNPACKED_MAX });
  } catch (error) {
    return (error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE'
      ? fail('it unpacks to more than 2 GiB')
      : fail(`gzip says: ${(error as Error).message}`);
  }
}

function raw(header: Uint8Array, field: Field): Uint8Array {
  const [start, length] = FIELDS[field];
  return header.subarray(start, start + length);
}

/** Up to the first zero. */
function text(header: Uint8Array, field: Field): string {
  const bytes = raw(header, field);
  const end = bytes.indexOf(0);
  return textOf(end < 0 ? bytes : bytes.subarray(0, end));
}

/** The sum of a header's bytes, its checksum counting as blanks, which some made of signed bytes. */
function isHeader(header: Uint8Array): boolean {
  if (header.length < BLOCK) return false;
  const [start, length] = FIELDS.checksum;
  const sum = (value: (byte: number) => number): number =>
    header.reduce((total, byte, at) => total + (at >= start && at < start + length ? 0x20 : value(byte)), 0);
  const said = Number.parseInt(text(header, 'checksum').trim(), 8);
  return said === sum((byte) => byte) || said === sum((byte) => (byte << 24) >> 24);
}

/** Octal digits, or GNU's binary numbers, whose first bit is set. */
function number(header: Uint8Array, field: Field, fail: Fail): number {
  const bytes = raw(header, field);
  if (((bytes[0] as number) & 0x80) !== 0) {
    const value = bytes.reduce((total, byte, at) => total * 256 + (at === 0 ? byte & 0x7f : byte), 0);
    return Number.isSafeInteger(value) ? value : fail(`a number of ${field} is too large`);
  }
  const digits = text(header, field).trim();
  if (!/^[0-7]*$/.test(digits)) fail(`${field} is no number: ${JSON.stringify(digits)}`);
  return digits === '' ? 0 : Number.parseInt(digits, 8);
}

function readMembers(bytes: Uint8Array, fail: Fail): readonly TarMember[] {
  const members: TarMember[] = [];
  let always: Extras = {};
  let next: Extras = {};

  for (let at = 0; ;) {
    const header = bytes.subarray(at, at + BLOCK);
    if (header.length < BLOCK) fail(`it is cut off at byte ${at}`);
    if (header.every((byte) => byte === 0)) return members;
    if (!isHeader(header)) fail(`the checksum of the header at byte ${at} is wrong`);
    const type = text(header, 'type') || '0';
    const extras = { ...always, ...next };
    const sizeBytes = sizeOf(header, type, extras, fail);
    const data = bytes.subarray(at + BLOCK, at + BLOCK + sizeBytes);
    if (data.length < sizeBytes) fail(`it is cut off in the member at byte ${at}`);
    at += BLOCK + Math.ceil(sizeBytes / BLOCK) * BLOCK;
    if (type === 'x') next = { ...next, ...records(data, fail) };
    else if (type === 'g') always = { ...always, ...records(data, fail) };
    else if (type === 'L') next = { ...next, path: untilZero(data) };
    else if (type === 'K') next = { ...next, linkpath: untilZero(data) };
    else {
      if (type !== 'V') members.push(member(header, type, extras, data, fail)); // V is the name of a volume
      next = {};
    }
  }
}

/** Links, devices and folders have no data, whatever the field says. */
function sizeOf(header: Uint8Array, type: string, extras: Extras, fail: Fail): number {
  if ('123456'.includes(type)) return 0;
  const own = number(header, 'size', fail);
  return extras.size !== undefined && !'xgLK'.includes(type) ? decimal(extras.size, 'size', fail) : own;
}

function member(header: Uint8Array, type: string, extras: Extras, data: Uint8Array, fail: Fail): TarMember {
  const prefix = text(header, 'magic') === 'ustar' ? text(header, 'prefix') : '';
  const name = text(header, 'name');
  const path = extras.path ?? (prefix === '' ? name : `${prefix}/${name}`);
  const given = (field: 'uid' | 'gid' | 'mtime'): number => {
    const extra = extras[field];
    return extra === undefined ? number(header, field, fail) : decimal(extra, field, fail);
  };
  const plain = type === '0' || type === '7';
  if (type === 'S') fail(`${path} is sparse, which is not read: pack it without --sparse`);
  if (!plain && !'123456'.includes(type)) fail(`${path} has the unknown type ${JSON.stringify(type)}`);
  return {
    path,
    // In archives of v7, a slash at the end makes a folder.
    type: plain ? (path.endsWith('/') ? '5' : '0') : type,
    permissions: number(header, 'mode', fail) & 0o7777,
    uid: given('uid'),
    gid: given('gid'),
    mtime: given('mtime'),
    device: '34'.includes(type) ? [number(header, 'major', fail), number(header, 'minor', fail)] : [0, 0],
    target: extras.linkpath ?? text(header, 'target'),
    data,
  };
}

function untilZero(data: Uint8Array): string {
  const end = data.indexOf(0);
  return textOf(end < 0 ? data : data.subarray(0, end));
}

/** Fractions of seconds go, and so do times before 1970. */
function decimal(value: string, what: string, fail: Fail): number {
  const result = Math.max(0, Math.floor(Number(value)));
  return /^-?\d+(\.\d*)?$/.test(value) && Number.isSafeInteger(result)
    ? result
    : fail(`a pax record of ${what} is no number: ${JSON.stringify(value)}`);
}

/** Spec: POSIX.1-2017, pax, "pax Extended Header": "LENGTH KEY=VALUE\n", LENGTH counting all of it. */
function records(data: Uint8Array, fail: Fail): Extras {
  const extras: Record<string, string> = {};
  for (let at = 0; at < data.length;) {
    const digits =
      /^\d{1,10} /.exec(textOf(data.subarray(at, at + 11)))?.[0] ?? fail('a pax record has no length');
    const end = at + Number(digits);
    const record = textOf(data.subarray(at + digits.length, end - 1));
    const equals = record.indexOf('=');
    if (end > data.length || data[end - 1] !== 0x0a || equals < 1) fail('a pax record is damaged');
    const key = record.slice(0, equals);
    if (key.startsWith('GNU.sparse'))
      fail('it holds sparse files, which are not read: pack it without --sparse');
    if (known.has(key)) extras[key] = record.slice(equals + 1);
    at = end;
  }
  return extras;
}
