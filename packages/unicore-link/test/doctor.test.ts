import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeApp, type TestApp } from './make-app.ts';

interface Report {
  readonly healthy: boolean;
  readonly system: string;
  readonly examinations: readonly {
    readonly group: string;
    readonly name: string;
    readonly state: string;
    readonly detail: string;
    readonly mend?: string;
  }[];
}

let app: TestApp;
beforeAll(async () => {
  app = await makeApp();
});
afterAll(() => app.remove());

/** Where this machine has a program: the tests are of what the doctor says of the real one. */
const placeOf = (program: string): string =>
  execFileSync('/bin/sh', ['-c', 'command -v "$0"', program], { encoding: 'utf8' }).trim();

/** Asks the doctor on a PATH of these programs alone. */
async function ask(...programs: readonly string[]): Promise<Report & { readonly status: number }> {
  const folder = join(app.folder, 'path');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  for (const program of programs) symlinkSync(placeOf(program), join(folder, program));
  const { status, stdout } = await app.linkWith({ PATH: folder }, 'doctor', '--json');
  return { ...(JSON.parse(stdout) as Report), status };
}

const of = ({ examinations }: Report, wanted: string) => examinations.find(({ name }) => name === wanted);

const compiler = ['gcc', 'as', 'ld', 'objcopy'];

describe('doctor', () => {
  it('ends with 1 where a program is missing without which nothing is built, and says how to get it', async () => {
    const report = await ask('gcc', 'as', 'ld');

    expect(report).toMatchObject({ status: 1, healthy: false });
    expect(of(report, 'gcc')).toMatchObject({
      state: 'ok',
      detail: expect.stringMatching(/^gcc .*\d+\.\d+/),
    });
    expect(of(report, 'objcopy')).toMatchObject({
      state: 'missing',
      detail: 'not installed: makes names of libraries local',
      mend: expect.stringMatching(/(?:install|-S|add) binutils$/),
    });
  });

  it('ends with 0 where images are built, though none but a process runs', async () => {
    const report = await ask(...compiler);

    expect(report).toMatchObject({ status: 0, healthy: true });
    expect(of(report, 'qemu-system-x86_64')).toMatchObject({ group: 'run', state: 'limited' });
    expect(of(report, 'Xen')).toMatchObject({ state: 'optional', detail: expect.stringContaining('xz') });
    expect(of(report, 'C headers')).toMatchObject({ state: 'ok' });
    expect(of(report, 'npm')).toMatchObject({ group: 'node', state: 'limited' });
    expect(of(report, 'pnpm')).toMatchObject({ state: 'optional', mend: 'npm install --global pnpm' });
  });

  it('says of a compiler for an architecture that the pool has nothing for that it is not needed', async () => {
    expect(of(await ask(...compiler), 'aarch64-linux-gnu-gcc')).toMatchObject({
      state: 'optional',
      detail: expect.stringMatching(/not needed for images yet/),
    });
  });

  it('runs what it finds: a program that does not run is not there', async () => {
    const report = await ask(...compiler);
    symlinkSync('/bin/false', join(app.folder, 'path', 'gdb'));
    const { stdout } = await app.linkWith({ PATH: join(app.folder, 'path') }, 'doctor', '--json');

    expect(of(report, 'gdb')).toMatchObject({ state: 'optional', mend: expect.stringMatching(/ gdb$/) });
    expect(of(JSON.parse(stdout) as Report, 'gdb')?.detail).toMatch(/gdb does not run/);
  });

  it('tells what the object cache holds and may hold, and the room beside it', async () => {
    const held = async () =>
      Number(/it holds (\d+) of/.exec(of(await ask(...compiler), 'object cache')?.detail ?? '')?.[1]);

    expect(await held()).toBe(0);
    const built = await app.link();
    expect(built.status).toBe(0);
    expect(await held()).toBeGreaterThan(0);
  });

  it('prints a group after the other, each line with its command below', async () => {
    const { stdout } = await app.linkWith({ PATH: join(app.folder, 'nowhere') }, 'doctor');

    expect(stdout).toMatch(/^To build images\nmissing {3}gcc +not installed: compiles images$/m);
    expect(stdout).toMatch(/^Disk\n/m);
  });

  it('keeps the shape of its object', async () => {
    const report = await ask();
    const { status, ...printed } = report;

    expect(status).toBe(1);
    expect(Object.keys(printed)).toEqual(['healthy', 'system', 'examinations']);
    for (const { mend, ...examination } of printed.examinations) {
      expect(examination).toEqual({
        group: expect.stringMatching(/^(?:build|run|network|author|node|disk)$/),
        name: expect.any(String),
        state: expect.stringMatching(/^(?:ok|limited|missing|optional)$/),
        detail: expect.any(String),
      });
      expect(typeof mend).toMatch(/string|undefined/);
    }
  });
});
