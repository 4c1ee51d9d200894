import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { everywhere, installing, lacking, readDistribution } from './distribution.ts';

const folder = mkdtempSync(join(tmpdir(), 'unicore-os-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function read(text: string): ReturnType<typeof readDistribution> {
  const file = join(folder, 'os-release');
  writeFileSync(file, text);
  return readDistribution(file);
}

const packages = { debian: 'iproute2', fedora: 'iproute', alpine: 'iproute2' };

it.each([
  ['ID=debian\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n', 'sudo apt-get install iproute2'],
  ['ID=linuxmint\nID_LIKE="ubuntu debian"\n', 'sudo apt-get install iproute2'],
  ['ID="rocky"\nID_LIKE="rhel centos fedora"\n', 'sudo dnf install iproute'],
  ["ID='alpine'\n", 'sudo apk add iproute2'],
])('installs by the package manager of %j', (text, mend) => {
  expect(installing(read(text), packages, false)).toEqual({ mend });
});

it('needs no sudo as root', () => {
  expect(installing(read('ID=arch\n'), everywhere('gdb'), true)).toEqual({ mend: 'pacman -S gdb' });
});

it('names what Debian calls it where no other name is known', () => {
  for (const text of ['ID=arch\n', 'ID=nixos\n', 'ID=toString\n', 'nothing\n'])
    expect(lacking('not installed', read(text), packages)).toEqual({
      detail: 'not installed. Debian has it in: iproute2',
    });
  expect(readDistribution(join(folder, 'none'))).toEqual({ name: 'Linux' });
});
