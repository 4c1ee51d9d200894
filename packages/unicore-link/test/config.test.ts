import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeApp, type TestApp } from './make-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await makeApp();
});
afterAll(() => app.remove());

describe('a configuration', () => {
  it.each([
    ['throws nothing that is an error', 'throw null;\n', 'it threw null'],
    [
      'uses a word that is none',
      'export default {\n  options: { greeting: { loud: yes } },\n};\n',
      'unicore.config.ts:2 does not evaluate: yes is not defined',
    ],
    ['has no default export', 'export const name = 1;\n', 'it has no default export'],
    [
      'exports null',
      'export default null;\n',
      'unicore.config.ts does not evaluate: its default export is null, where an object is expected',
    ],
    [
      'exports nothing',
      'export default undefined;\n',
      'its default export is undefined, where an object is expected',
    ],
    ['exports a number', 'export default 5;\n', 'expected an object, got 5'],
    ['waits for ever', 'await new Promise(() => {});\nexport default {};\n', 'await what never comes'],
    ['ends the process', 'process.exit(0);\n', 'process.exit()'],
  ])('that %s is no success', async (_, text, words) => {
    app.write('unicore.config.ts', text);
    const { status, stderr } = await app.link();
    rmSync(join(app.folder, 'unicore.config.ts'));

    expect(status).toBe(1);
    expect(stderr).toContain(words);
  });

  it('is told of an initrd of which no library of the image makes files', async () => {
    app.write('unicore.config.json', '{ "initrd": "root" }');
    const { status, stderr } = await app.link('plan', '--json');
    rmSync(join(app.folder, 'unicore.config.json'));

    expect(status).toBe(0);
    expect(stderr).toMatch(
      /the initrd root, and has no library.*\n {2}Install it: npx unicore-link add initrd/,
    );
  });

  it('may import a CommonJS package', async () => {
    app.write('node_modules/plain/package.json', '{"name": "plain", "version": "1.0.0", "main": "main.js"}');
    app.write('node_modules/plain/main.js', "module.exports = { title: 'imported' };\n");
    app.write('unicore.config.ts', "import plain from 'plain';\nexport default { name: plain.title };\n");
    const { stdout, stderr } = await app.link('plan', '--json');
    rmSync(join(app.folder, 'unicore.config.ts'));

    expect(stderr).toBe('');
    expect(stdout).toContain('"imported"');
  });

  it('that leaves a timer and a server behind does not keep the process', async () => {
    app.write(
      'unicore.config.ts',
      "import { createServer } from 'node:http';\ncreateServer().listen(0, '127.0.0.1');\nsetInterval(() => {}, 1000);\nexport default {};\n",
    );
    const { status, stdout } = await app.link('plan', '--json');
    rmSync(join(app.folder, 'unicore.config.ts'));

    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ app: { name: 'sample' } });
  });

  it('is a TypeScript file with defineApp of the running copy', async () => {
    app.write(
      'unicore.config.ts',
      "import { defineApp } from 'unicore-link';\nexport default defineApp({ options: { greeting: { text: 'ahoy', times: 2, loud: true } } });\n",
    );

    expect((await app.link('run')).stdout).toBe('ahoy\nahoy\n!');
  });

  it('is refused when it imports a library of the pool', async () => {
    app.write(
      'unicore.config.ts',
      "// import 'x';\nimport text from '@tiny/lib-greeting/library.json';\nexport default { name: text.name };\n",
    );
    const { status, stderr } = await app.link();

    expect(status).toBe(1);
    expect(stderr).toContain('ERR_UNICORE_CONFIG_IMPORTS_LIBRARY');
    expect(stderr).toContain('unicore.config.ts:2 imports "@tiny/lib-greeting/library.json"');
  });

  it('that throws is the error of its author, not ours', async () => {
    app.write('unicore.config.ts', "throw new Error('no such day');\n");

    expect(await app.link()).toMatchObject({ status: 1, stderr: expect.stringContaining('no such day') });
  });

  it('stands once', async () => {
    app.write('unicore.config.json', '{}');
    const { status, stderr } = await app.link();
    rmSync(join(app.folder, 'unicore.config.ts'));

    expect(status).toBe(1);
    expect(stderr).toContain('ERR_UNICORE_TWO_CONFIGS');
  });

  it('is JSON, or a part of package.json', async () => {
    app.write('unicore.config.json', '{"options": {"greeting": {"text": "moin"}}}');
    expect((await app.link('run')).stdout).toBe('moin');
    rmSync(join(app.folder, 'unicore.config.json'));
    const manifest = readFileSync(join(app.folder, 'package.json'), 'utf8');
    app.write(
      'package.json',
      JSON.stringify({
        ...JSON.parse(manifest),
        unicore: { app: { options: { greeting: { text: 'servus' } } } },
      }),
    );
    expect((await app.link('run')).stdout).toBe('servus');
    app.write('package.json', manifest);
  });

  it.each([
    ['a setting', "profil: 'size',", 'there is no setting profil. Did you mean "profile"?'],
    ['a bad setting', 'run: { memoryMib: -1 },', 'run.memoryMib: expected a number above 0, got -1.'],
    ['a library', 'options: { greting: { times: 2 } },', 'Did you mean "greeting"?'],
    ['an option', 'options: { greeting: { time: 2 } },', 'Did you mean "times"?'],
    ['a value', 'options: { greeting: { times: 99 } },', 'options.greeting.times: expected '],
    ['a provider', "providers: { plat: 'tinyplt' },", 'Did you mean "tinyplat"?'],
    ['a platform', "targets: ['linuxu', 'linxu'],", 'There is no platform "linxu". Did you mean "linuxu"?'],
    ['an architecture', "arch: 'x86-64',", 'No library offers the architecture "x86-64"'],
    ['an own option', "ownOptions: { loud: { type: 'boolean' } },", 'ownOptions.loud.type: expected '],
    [
      'a condition',
      "ownOptions: { loud: { type: 'bool', dependsOn: 'a & b' } },",
      'ownOptions.loud.dependsOn: In a condition, column 3',
    ],
  ])('names %s that is wrong with file and line', async (_, wrong, message) => {
    const file = join(app.folder, 'unicore.config.ts');
    app.write('unicore.config.ts', `export default {\n  cflags: [],\n  ${wrong}\n};\n`);
    const { status, stderr } = await app.link('plan');
    rmSync(file);

    expect(status).toBe(1);
    expect(stderr).toContain(`unicore.config.ts:3: `);
    expect(stderr).toContain(message);
  });

  it('names the file alone of what code computes', async () => {
    const file = join(app.folder, 'unicore.config.ts');
    app.write(
      'unicore.config.ts',
      'const make = () => ({ greting: {} });\nexport default {\n  options: make(),\n};\n',
    );
    const { stderr } = await app.link('plan');
    rmSync(file);

    expect(stderr).toContain(`unicore.config.ts: options.greting: no library "greting" is installed.`);
  });
});
