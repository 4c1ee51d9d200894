import { execFileSync } from 'node:child_process';
import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { UnicoreError } from '@unicore/descriptor';
import { afterEach, describe, expect, it } from 'vitest';
import { type CpioEntry, listInitrd, writeCpio } from './cpio.ts';
import { isArchive, listTar } from './tar.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'unicore-tar-'));
  folders.push(folder);
  return folder;
}

function tar(folder: string, ...options: readonly string[]): Buffer {
  const file = join(scratch(), 'archive.tar');
  execFileSync('tar', ['-cf', file, ...options, '-C', folder, '.']);
  return readFileSync(file);
}

const deep = `${'d'.repeat(90)}/${'e'.repeat(90)}`;
const long = `long-${'n'.repeat(200)}`;

/** What each format holds; with `long` names, what v7 and ustar do not. */
function sample(withLong: boolean): string {
  const folder = scratch();
  mkdirSync(join(folder, 'etc'));
  writeFileSync(join(folder, 'etc/motd'), 'hello\n');
  linkSync(join(folder, 'etc/motd'), join(folder, 'a-second-name'));
  writeFileSync(join(folder, 'blocks'), Buffer.alloc(1024, 'b'));
  writeFileSync(join(folder, 'tool'), '#!\n', { mode: 0o755 });
  symlinkSync('/etc/motd', join(folder, 'link'));
  if (withLong) {
    mkdirSync(join(folder, deep), { recursive: true });
    writeFileSync(join(folder, deep, long), 'deep');
    writeFileSync(join(folder, 'Ünï code'), 'text');
    symlinkSync(`/${long}`, join(folder, 'far'));
  }
  return folder;
}

/** Names, types, permissions and contents, as a folder's are listed. */
function facts(entries: readonly CpioEntry[]): readonly string[] {
  return entries.map(({ name, mode, content }) => {
    const data =
      content === undefined ? '' : content instanceof Uint8Array ? content : readFileSync(content.path);
    const latin1 = Buffer.from(name, 'utf8').toString('latin1');
    return `${latin1} ${mode.toString(8)} ${Buffer.from(data).toString()}`;
  });
}

function ofArchive(entries: readonly CpioEntry[]): readonly string[] {
  return facts(entries.map((entry) => ({ ...entry, name: Buffer.from(entry.name, 'latin1').toString() })));
}

/** One header of ustar, and its data. */
function block(fields: Readonly<Record<string, string>>, data: string | Uint8Array = ''): Buffer {
  const header = Buffer.alloc(512);
  const put = (at: number, value: string) => header.write(value, at, 'latin1');
  const size = Buffer.byteLength(data as string);
  const {
    name = 'f',
    mode = '0000644',
    type = '0',
    target = '',
    length = size.toString(8).padStart(11, '0'),
  } = fields;
  put(0, name);
  put(100, mode);
  put(108, fields['uid'] ?? '0000000');
  put(116, '0000000');
  put(124, length);
  put(136, '00000000000');
  put(148, '        ');
  put(156, type);
  put(157, target);
  put(257, 'ustar\x0000');
  put(329, fields['major'] ?? '0000000');
  put(337, fields['minor'] ?? '0000000');
  const sum = header.reduce((total, byte) => total + byte, 0);
  put(148, fields['checksum'] ?? `${sum.toString(8).padStart(6, '0')}\0 `);
  const padding = Buffer.alloc(-size & 511);
  return Buffer.concat([header, Buffer.from(data as string), padding]);
}

function archive(...blocks: readonly Buffer[]): Buffer {
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

function pax(key: string, value: string): Buffer {
  const rest = ` ${key}=${value}\n`;
  const length = rest.length + String(rest.length + 2).length;
  return block({ type: 'x', name: 'pax' }, `${length}${rest}`);
}

describe('listTar', () => {
  it.each([
    ['v7', false],
    ['ustar', false],
    ['ustar', true],
    ['pax', true],
    ['gnu', true],
    ['oldgnu', true],
  ] as const)('lists what %s of tar packed, long names: %s', (format, withLong) => {
    const fits = withLong && format !== 'ustar';
    const folder = sample(fits);
    if (withLong && !fits) mkdirSync(join(folder, deep), { recursive: true }); // by its prefix
    const bytes = tar(folder, `--format=${format}`, '--mode=u=rwX,go=rX');

    const listed = listTar(bytes, 'x.tar');

    const hardLinks = listed.filter(({ links }) => links);
    expect(hardLinks.map(({ name, content }) => [name, content !== undefined])).toEqual([
      ['a-second-name', false],
      ['etc/motd', true],
    ]);
    const want = facts(listInitrd(folder)).map((fact) =>
      fact.replace('a-second-name 100644 hello\n', 'a-second-name 100644 '),
    );
    expect(
      ofArchive(listed).map((fact) =>
        fact.replace('link 120755', 'link 120777').replace('far 120755', 'far 120777'),
      ),
    ).toEqual(want);
    expect(isArchive(bytes)).toBe(true);
    expect(listTar(gzipSync(bytes), 'x.tar.gz')).toEqual(listed);
  });

  it('keeps owners, times, permissions and devices, and writes them as cpio has them', () => {
    const bytes = archive(
      block({ name: './dev/null', type: '3', mode: '0000666', major: '0000001', minor: '0000003' }),
      pax('uid', '100000'),
      pax('mtime', '1700000001.5'),
      block({ name: '/usr/bin/su', mode: '0004755' }, 'su'),
    );
    const target = join(scratch(), 'archive.cpio');

    const listed = listTar(bytes, 'x.tar');
    writeCpio(target, listed);

    expect(
      listed.map(({ name, mode, owner, mtime, device }) => [name, mode.toString(8), owner, mtime, device]),
    ).toEqual([
      ['dev/null', '20666', [0, 0], 0, [1, 3]],
      ['usr/bin/su', '104755', [100_000, 0], 1_700_000_001, [0, 0]],
    ]);
    const text = readFileSync(target).toString('latin1');
    const hex = (value: number) => value.toString(16).padStart(8, '0');
    expect(text).toContain(`${hex(0o104755)}${hex(100_000)}${hex(0)}${hex(1)}${hex(1_700_000_001)}${hex(2)}`);
    expect(text).toContain(`${hex(1)}${hex(3)}${hex(9)}${hex(0)}dev/null\0`);
  });

  it('lets what comes later replace what has the same name', () => {
    const bytes = archive(
      block({ name: 'f' }, 'old'),
      block({ name: 'g', type: '1', target: 'f' }),
      block({ name: './f' }, 'new'),
      block({ name: 'V', type: 'V' }),
    );

    expect(ofArchive(listTar(bytes, 'x.tar'))).toEqual(['f 100644 new', 'g 100644 old']);
  });

  it.each([
    ['is cut off in a header', block({}, 'data').subarray(0, 500), /cut off at byte 0/],
    ['is cut off in a file', block({ length: '00000002000' }, 'data'), /cut off in the member at byte 0/],
    ['ends without its end', block({}, 'data'), /cut off at byte 1024/],
    ['has a wrong checksum', archive(block({ checksum: '0000001' })), /checksum of the header at byte 0/],
    ['leads out', archive(block({ name: 'a/../../b' })), /"a\/\.\.\/\.\.\/b" leads out of it/],
    ['leads out by a hard link', archive(block({ type: '1', target: '../b' })), /"\.\.\/b" leads out/],
    ['links to nothing', archive(block({ type: '1', target: 'absent' })), /"absent", which is not there/],
    [
      'links to a folder',
      archive(block({ name: 'd/' }), block({ type: '1', target: '/d' })),
      /the folder "d"/,
    ],
    [
      'has files below a file',
      archive(block({ name: 'f' }), block({ name: 'f/g' })),
      /below "f", which is no folder/,
    ],
    [
      'has files below a link',
      archive(block({ type: '2', target: '/etc' }), block({ name: 'f/passwd' })),
      /below "f"/,
    ],
    ['has a size that is no number', archive(block({ length: '0000000000x' })), /size is no number/],
    [
      'has a size beyond all numbers',
      archive(block({ length: '\xff'.repeat(12) })),
      /number of size is too large/,
    ],
    [
      'has a size beyond its end',
      archive(block({ length: '\x80\0\0\0\0\0\0\x01\0\0\0\0' })),
      /cut off in the member/,
    ],
    [
      'has an owner that is too large',
      archive(pax('uid', '4294967296'), block({})),
      /number of "f" is too large/,
    ],
    ['is sparse', archive(block({ type: 'S' })), /sparse/],
    ['is sparse by pax', archive(pax('GNU.sparse.major', '1'), block({})), /sparse/],
    ['has an unknown type', archive(block({ type: 'Q' })), /unknown type "Q"/],
    ['has a name that is too long', archive(pax('path', 'n'.repeat(256)), block({})), /is no path/],
    ['has a link without a target', archive(block({ type: '2' })), /link to nowhere/],
    [
      'has a pax record that ends too soon',
      archive(block({ type: 'x' }, '99 path=a\n')),
      /pax record is damaged/,
    ],
    ['has a pax record without a length', archive(block({ type: 'x' }, 'path=a\n')), /no length/],
    ['has a pax record of length 0', archive(block({ type: 'x' }, '0 path=a\n')), /pax record is damaged/],
    ['is no gzip', Buffer.from([0x1f, 0x8b, 1, 2, 3]), /gzip says/],
  ])('says why an archive that %s cannot be unpacked', (_, bytes, why) => {
    expect(() => listTar(bytes, '/home/me/x.tar')).toThrow(why);
    expect(() => listTar(bytes, '/home/me/x.tar')).toThrow(
      /ERR_UNICORE_BAD_ARCHIVE|The archive \/home\/me\/x\.tar/,
    );
  });

  it('says so where tar made holes', () => {
    const folder = scratch();
    truncateSync(join(folder, (writeFileSync(join(folder, 'holes'), ''), 'holes')), 2 ** 20);

    expect(() => listTar(tar(folder, '--sparse', '--format=gnu'), 'x.tar')).toThrow(/sparse/);
    expect(() => listTar(tar(folder, '--sparse', '--format=pax'), 'x.tar')).toThrow(/sparse/);
  });

  it('takes damaged archives, or says what is wrong, and never lets a name out', () => {
    const whole = tar(sample(true), '--format=pax');
    let random = 2_463_534_242;
    const next = (below: number): number => {
      random ^= random << 13;
      random ^= random >>> 17;
      random ^= random << 5;
      return (random >>> 0) % below;
    };
    let refused = 0;
    for (let round = 0; round < 1500; round++) {
      const bytes = Buffer.from(whole.subarray(0, round % 3 === 0 ? next(whole.length) : whole.length));
      for (let change = 0; change <= round % 4 && bytes.length > 512; change++) {
        const header = next(Math.floor(bytes.length / 512)) * 512;
        bytes[header + next(512)] = next(256);
        fixChecksum(bytes, header);
      }
      try {
        for (const { name } of listTar(bytes, 'x.tar')) expect(name.split('/')).not.toContain('..');
      } catch (error) {
        expect(error).toBeInstanceOf(UnicoreError);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(500);
    expect(refused).toBeLessThan(1500);
  });
});

/** So that what was changed is not found by the checksum alone. */
function fixChecksum(bytes: Buffer, header: number): void {
  bytes.write('        ', header + 148);
  const sum = bytes.subarray(header, header + 512).reduce((total, byte) => total + byte, 0);
  bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, header + 148);
}
