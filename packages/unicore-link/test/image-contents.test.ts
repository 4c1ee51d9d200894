import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { mainC, makeApp, type TestApp } from './make-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await makeApp();
});
afterAll(() => app.remove());

it('size: goes down to source files and symbols', async () => {
  const { stdout } = await app.link('size', '--json', '--by', 'symbol');
  const [{ symbols }] = JSON.parse(stdout).images;
  const [image] = JSON.parse((await app.link('size', '--json')).stdout).images;

  expect(symbols).toContainEqual(
    expect.objectContaining({ library: 'greeting', symbol: 'uc_greet', kind: 'text' }),
  );
  const bytes = symbols.reduce((sum: number, one: { sizeBytes: number }) => sum + one.sizeBytes, 0);
  const { text, rodata, data, bss } = image.total;
  expect(bytes).toBe(text + rodata + data + bss);
  expect((await app.link('size', '--by', 'object', '--library', 'greeting')).stdout).toMatch(
    /^greeting +src\/greet\.c +\d+/m,
  );
  expect((await app.link('size', '--by', 'symbol', '--top', '1')).stdout).toMatch(
    /^and \d+ more: --top \d+/m,
  );
  expect(await app.link('size', '--by', 'function')).toMatchObject({ status: 2 });
  expect(await app.link('size', '--top', '0')).toMatchObject({ status: 2 });
});

it('size --surface: says by what ways an image reaches outside, and how many lines are compiled in', async () => {
  const { stdout } = await app.link('size', '--surface', '--json');
  const [image] = JSON.parse(stdout).images;

  expect(image.exits).toContainEqual({
    kind: 'call',
    symbol: 'uc_tiny_print',
    library: 'tinyplat',
    instructions: ['syscall'],
    calledBy: ['uc_greet'],
  });
  expect(image.exits.every(({ library }: { library: string }) => library === 'tinyplat')).toBe(true);
  // `int main`, its brace, the call and the return; the function's own end.
  expect(image.lines).toContainEqual({
    library: 'sample',
    files: 1,
    lines: expect.toSatisfy((n) => n >= 3 && n <= 6),
  });
  expect((await app.link('size', '--surface')).stdout).toMatch(
    /^calls of a hypervisor or host: [^]*^ports of the machine: none$[^]*^total +\d+ +\d+$/m,
  );
  expect(await app.link('size', '--surface', '--by', 'symbol')).toMatchObject({ status: 2 });
});

it('size --treemap: draws libraries, sources and symbols as large as their bytes', async () => {
  const [{ symbols }] = JSON.parse((await app.link('size', '--json', '--by', 'symbol')).stdout).images;
  const { sizeBytes } = symbols.find(({ symbol }: { symbol: string }) => symbol === 'uc_greet');
  const { status } = await app.link('size', '--treemap', 'sizes.svg');
  const svg = readFileSync(join(app.folder, 'sizes.svg'), 'utf8');
  const areas = new Map(
    [...svg.matchAll(/<title>([^<]+), (\d+) bytes<\/title><rect.*? width="([\d.]+)" height="([\d.]+)"/g)].map(
      ([, name, bytes, width, height]) => [
        name,
        { bytes: Number(bytes), area: Number(width) * Number(height) },
      ],
    ),
  );

  expect(status).toBe(0);
  expect(areas.get('greeting: src/greet.c: uc_greet')?.bytes).toBe(sizeBytes);
  const [greeting, tinyplat] = [areas.get('greeting'), areas.get('tinyplat')];
  expect((greeting?.area ?? 0) / (tinyplat?.area ?? 1)).toBeCloseTo(
    (greeting?.bytes ?? 0) / (tinyplat?.bytes ?? 1),
    1,
  );
  expect(await app.link('size', '--treemap', 'sizes.png')).toMatchObject({ status: 2 });
  expect(await app.link('size', '--treemap', 'sizes.svg', '--by', 'symbol')).toMatchObject({ status: 2 });
});

it('diff: tells what has changed between two images, and two configurations', async () => {
  await app.link();
  cpSync(join(app.folder, 'build/linuxu-x86_64'), join(app.folder, 'before'), { recursive: true });
  expect((await app.link('diff', 'before', 'build/linuxu-x86_64')).stdout).toBe('sizes: no difference');

  app.write(
    'main.c',
    mainC.replace('int main', 'char added[4321];\nint main').replace('argc - 1', 'argc - 1 + added[argc]'),
  );
  await app.link();
  const { stdout } = await app.link('diff', 'before', 'build/linuxu-x86_64', '--json');
  app.write('main.c', mainC);

  expect(JSON.parse(stdout).sizes.symbols).toContainEqual({
    name: 'added',
    library: 'sample',
    before: 0,
    after: 4321,
  });
  app.write('one.config', 'CONFIG_A=y\nCONFIG_B=1\n');
  app.write('two.config', '# CONFIG_A is not set\nCONFIG_B=1\nCONFIG_C="x"\n');
  expect((await app.link('diff', 'one.config', 'two.config')).stdout).toBe(
    'CONFIG_A: y -> n\nCONFIG_C: (not there) -> "x"',
  );
  for (const operands of [['before'], ['before', 'one.config'], ['before', 'before', 'before']])
    expect(await app.link('diff', ...operands)).toMatchObject({ status: 2 });
  expect(await app.link('diff', 'before', 'before', '--top', 'x')).toMatchObject({ status: 2 });
  expect((await app.link('diff', 'before', 'nowhere')).stderr).toContain('ERR_UNICORE_NOT_COMPARABLE');
  const whole = readFileSync(join(app.folder, 'before/sample.debug'));
  app.write('before/sample.debug', whole.toString('latin1', 0, 4000));
  for (const command of [
    ['diff', 'before', 'before'],
    ['explore', 'before', '--out', 'page.html'],
  ])
    expect(await app.link(...command)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('before cannot be compared: it is damaged') as unknown,
    });
});

it('options: lists them with their values and where these come from', async () => {
  const { stdout } = await app.link('options', '--all', '--json');
  const [{ options }] = JSON.parse(stdout).targets;

  expect(options.map(({ name }: { name: string }) => name)).toContain('greeting.loud');
  expect((await app.link('options')).stdout).toMatch(/^ {2}greeting\.\w+ = \S+ {2}\(.+\)$/m);
  expect(await app.link('options', 'greetign')).toMatchObject({ status: 2 });
});

it('sbom, licences: name each package in the image once', async () => {
  const { stdout } = await app.link('sbom');
  const bill = JSON.parse(stdout);

  expect(bill).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.5' });
  expect(bill.metadata.component).toMatchObject({ name: 'sample', version: '1.2.3' });
  expect(bill.components.map(({ purl }: { purl: string }) => purl)).toContain(
    'pkg:npm/%40tiny/lib-greeting@2.1.0',
  );
  const refs = new Set(bill.dependencies.map(({ ref }: { ref: string }) => ref));
  expect(bill.dependencies.flatMap(({ dependsOn }: { dependsOn: string[] }) => dependsOn)).toSatisfy(
    (all: string[]) => all.every((ref) => refs.has(ref)),
  );
  const sha256 = '0123456789abcdef'.repeat(4);
  const pin = { name: 'wc', licence: 'MIT', purl: 'pkg:deb/debian/wc@1-1?arch=source' };
  app.write('upstream.json', JSON.stringify({ ...pin, accepted: [{ version: '1', sha256 }] }));
  expect(JSON.parse((await app.link('sbom')).stdout).metadata.component.pedigree.ancestors).toMatchObject([
    { name: 'wc', version: '1', hashes: [{ alg: 'SHA-256', content: sha256 }], purl: pin.purl },
  ]);
  rmSync(join(app.folder, 'upstream.json'));
  expect((await app.link('licences')).stdout).toMatch(/^@tiny\/lib-greeting +2\.1\.0 +\S/m);
});

it('a budget fails the build that is over it, and names what has grown', async () => {
  app.write('unicore.config.json', JSON.stringify({ budget: { memoryBytes: 10_000_000 } }));
  expect(await app.link()).toMatchObject({ status: 0 });
  app.write('unicore.config.json', JSON.stringify({ budget: { memoryBytes: 1000, imageBytes: 100 } }));
  app.write(
    'main.c',
    mainC.replace('int main', 'char added[4321];\nint main').replace('argc - 1', 'argc - 1 + added[argc]'),
  );
  const { status, stdout, stderr } = await app.link();
  app.write('main.c', mainC);
  app.write('unicore.config.json', JSON.stringify({ budget: { memory: 1 } }));
  const unknown = await app.link();
  rmSync(join(app.folder, 'unicore.config.json'));

  expect(status).toBe(1);
  expect(stdout).toBe('');
  expect(stderr).toContain('ERR_UNICORE_OVER_BUDGET');
  expect(stderr).toMatch(/file: \d+ bytes of 100; memory at its start: \d+ bytes of 1000/);
  expect(stderr).toMatch(/sample: \d+ bytes, 43\d\d more than within the budget/);
  expect(unknown.stderr).toContain('ERR_UNICORE_UNKNOWN_SETTING');
});
