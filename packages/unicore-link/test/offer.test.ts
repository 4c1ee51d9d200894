import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeApp, type TestApp } from './make-app.ts';

let app: TestApp;

beforeAll(async () => {
  app = await makeApp();
});
afterAll(() => app.remove());

const question = 'Install @unicore/lib-kvmplat? [Y/n] ';

describe('a build on a terminal that lacks a library', () => {
  it.each([
    ['no', 'n\n'],
    ['Ctrl-D', '\u0004'],
  ])('asks, and fails as elsewhere on %s', async (_, keys) => {
    const { status, screen } = await app.answer(keys, {}, '--plat', 'kvm');

    expect(screen).toContain(question);
    expect(screen).toContain('Run: npm install @unicore/lib-kvmplat\n(ERR_UNICORE_NO_PLATFORM)');
    expect(screen).not.toContain('$ npm');
    expect(status).toBe(1);
  });

  it('ends with status 130 on Ctrl-C, without a word more', async () => {
    const { status, screen } = await app.answer('\u0003', {}, '--plat', 'kvm');

    expect(screen.slice(screen.indexOf(question))).toBe(`${question}^C\n`);
    expect(status).toBe(130);
  });

  it("runs the package manager's command on yes, and passes on that it failed", async () => {
    const manifest = readFileSync(join(app.folder, 'package.json'), 'utf8');
    const { status, screen } = await app.answer('\n', { npm_config_offline: 'true' }, '--plat', 'kvm');

    expect(screen).toContain('$ npm install @unicore/lib-kvmplat\n');
    expect(screen).toContain('npm error code ENOTCACHED');
    expect(screen).toContain('ERR_UNICORE_ADD_FAILED');
    expect(status).toBe(1);
    expect(readFileSync(join(app.folder, 'package.json'), 'utf8')).toBe(manifest);
  });
});

it('asks nothing where nobody sits at a terminal', async () => {
  const { status, stderr } = await app.link('--plat', 'kvm');

  expect(stderr).not.toContain('[Y/n]');
  expect(status).toBe(1);
});

it('names the package manager that is missing, and how to get it', async () => {
  const path = { PATH: join(app.folder, 'nowhere') };
  const npm = await app.linkWith(path, 'add', 'lwip');
  app.write('pnpm-lock.yaml', '');
  const pnpm = await app.linkWith(path, 'add', 'lwip');

  expect(existsSync(join(app.folder, 'nowhere'))).toBe(false);
  expect(npm).toMatchObject({ status: 1, stderr: expect.stringContaining('sudo apt-get install npm') });
  expect(pnpm).toMatchObject({ status: 1, stderr: expect.stringContaining('npm install --global pnpm') });
  expect(pnpm.stderr).toContain('ERR_UNICORE_MANAGER_MISSING');
});
