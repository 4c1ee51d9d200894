import type { CpioEntry } from './cpio.ts';
import type { TarMember } from './tar.ts';

/** Bits of `st_mode` by the type of a member. */
const TYPES: Readonly<Record<string, number>> = {
  0: 0o100000,
  2: 0o120000,
  3: 0o020000,
  4: 0o060000,
  5: 0o040000,
  6: 0o010000,
};
/** The largest number that a field of cpio takes. */
const CPIO_MAX = 0xffff_ffff;
const NAME_MAX = 255;
const TARGET_MAX = 4095;

type Fail = (what: string) => never;

/** Bytes as text, one character each: names need not be UTF-8, and stay what they are. */
export function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}

interface Entry extends CpioEntry {
  readonly mode: number;
}

/** Members as a tree of files: paths cleaned, hard links resolved, in the order of their names. */
export function treeOf(members: readonly TarMember[], fail: Fail): readonly CpioEntry[] {
  const entries = new Map<string, Entry>();
  /** Files with several names, by the file that they are. */
  const groups = new Map<Entry, string[]>();

  for (const member of members) {
    const name = cleaned(member.path, fail);
    if (name === '') continue; // the root
    if (member.type === '1') {
      const target = cleaned(member.target, fail);
      const file =
        entries.get(target) ?? fail(`${shown(name)} is a link to ${shown(target)}, which is not there`);
      if (isFolder(file)) fail(`${shown(name)} is a link to the folder ${shown(target)}`);
      entries.set(name, file);
      groups.set(file, [...(groups.get(file) ?? [target]), name]);
    } else {
      entries.set(name, entryOf(name, member, fail));
    }
  }
  checkParents(entries, fail);
  return ordered(entries, groups);
}

/** Without what does not count; a path that leads out is an error. */
function cleaned(path: string, fail: Fail): string {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) fail(`${shown(path)} leads out of it`);
  if (parts.some((part) => part.length > NAME_MAX) || path.includes('\0')) fail(`${shown(path)} is no path`);
  return parts.join('/');
}

function entryOf(name: string, member: TarMember, fail: Fail): Entry {
  const { type, permissions, uid, gid, mtime, device, target, data } = member;
  const numbers = [uid, gid, mtime, data.length, ...device];
  if (numbers.some((value) => value > CPIO_MAX)) fail(`a number of ${shown(name)} is too large`);
  if (type === '2' && (target === '' || target.length > TARGET_MAX || target.includes('\0'))) {
    fail(`${shown(name)} is a link to nowhere`);
  }
  return {
    name,
    mode: (TYPES[type] as number) | permissions,
    owner: [uid, gid],
    mtime,
    device,
    ...(type === '2' ? { content: Buffer.from(target, 'latin1') } : type === '0' ? { content: data } : {}),
  };
}

function isFolder({ mode }: Entry): boolean {
  return (mode & 0o170000) === 0o040000;
}

function checkParents(entries: ReadonlyMap<string, Entry>, fail: Fail): void {
  for (const name of entries.keys()) {
    for (let at = name.lastIndexOf('/'); at > 0; at = name.lastIndexOf('/', at - 1)) {
      const parent = entries.get(name.slice(0, at));
      if (parent && !isFolder(parent))
        fail(`${shown(name)} is below ${shown(parent.name)}, which is no folder`);
    }
  }
}

/** Sorted by bytes; of a file with several names, the last one has the data. */
function ordered(
  entries: ReadonlyMap<string, Entry>,
  groups: ReadonlyMap<Entry, readonly string[]>,
): readonly CpioEntry[] {
  const names = [...entries.keys()].toSorted((a, b) => (a < b ? -1 : 1));
  const left = new Map<Entry, number>();
  for (const [file, several] of groups) {
    left.set(file, new Set(several.filter((name) => entries.get(name) === file)).size);
  }
  const counts = new Map(left);
  const inodes = new Map<Entry, number>();
  return names.map((name, index) => {
    const file = entries.get(name) as Entry;
    const links = counts.get(file) ?? 1;
    if (links === 1) return { ...file, name };
    const inode = inodes.get(file) ?? index + 1;
    inodes.set(file, inode);
    left.set(file, (left.get(file) as number) - 1);
    const { content, ...rest } = file;
    return {
      ...rest,
      name,
      links: { inode, count: links },
      ...(left.get(file) === 0 && content ? { content } : {}),
    };
  });
}

function shown(path: string): string {
  return JSON.stringify(Buffer.from(path, 'latin1').toString());
}
