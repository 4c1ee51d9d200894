import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { captureCommand } from '../src/index.ts';

const sources = fileURLToPath(new URL('guests/', import.meta.url));

export interface BuiltGuests {
  /** image.json of a Linux process, and the same with run settings. */
  readonly linuxu: (run?: object) => string;
  readonly kvm: (run?: object) => string;
  /** Offset of `leave_with_status` from the base of the kvm image. */
  readonly offset: number;
  readonly remove: () => void;
}

/** Compiles the guests of these tests: small images of both platforms that need no library of the pool. */
export async function buildGuests(): Promise<BuiltGuests> {
  const folder = mkdtempSync(join(tmpdir(), 'unicore-runner-'));
  const path = (name: string): string => join(folder, name);
  await compile(['-O1', '-g', '-o', path('process'), join(sources, 'process.c')]);
  const machine = (offset: string): Promise<void> =>
    compile(
      [
        ['-g', '-nostdlib', '-static', '-no-pie', `-DOFFSET="${offset}"`, join(sources, 'machine.S')],
        ['-Wl,-Ttext-segment=0x100000,--build-id=none,-z,noexecstack', '-o', path('machine')],
      ].flat(),
    );
  await machine('00000');
  const offset = await symbolOffset(path('machine'), 'leave_with_status');
  await machine(offset.toString(16).padStart(5, '0'));

  let count = 0;
  const describe = (platform: string, image: string, run: object): string => {
    const file = path(`image-${++count}.json`);
    const description = {
      schema: 1,
      name: image,
      platform,
      architecture: 'x86_64',
      profile: 'size',
      image,
      symbols: image,
      run,
    };
    writeFileSync(file, JSON.stringify(description));
    return file;
  };
  return {
    linuxu: (run = {}) => describe('linuxu', 'process', run),
    kvm: (run = {}) => describe('kvm', 'machine', run),
    offset,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function compile(args: readonly string[]): Promise<void> {
  const { status, stderr } = await captureCommand('gcc', args);
  if (status !== 0) throw new Error(stderr);
}

async function symbolOffset(file: string, name: string): Promise<number> {
  const { stdout } = await captureCommand('nm', [file]);
  const address = stdout.split('\n').find((line) => line.endsWith(` ${name}`));
  return Number.parseInt(address ?? '', 16) - 0x10_0000;
}
