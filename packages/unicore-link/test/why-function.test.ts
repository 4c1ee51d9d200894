import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PoolEntry } from '@unicore/resolve';
import { planInput } from '../src/app/plan-app.ts';
import { readApp } from '../src/app/read-app.ts';
import { whyFunction } from '../src/app/why-function.ts';
import { createReporter } from '../src/reporter.ts';
import { makeApp, type TestApp } from './make-app.ts';

const mainC = `#include <uc/greeting.h>

long uc_call_there(void), uc_call_gone(void);

static long ask(void)
{
    return uc_call_there() + uc_call_gone();
}

long uc_dropped(void);
long uc_dropped(void)
{
    return uc_call_gone();
}

int main(void)
{
    uc_greet();
    return (int)ask();
}
`;
const stubsC = `#define STUB(name)              \\
    long uc_call_##name(void);  \\
    long uc_call_##name(void)   \\
    {                           \\
        return 1;               \\
    }
UC_STUBS(STUB)
`;

let app: TestApp;
beforeAll(async () => {
  app = await makeApp({ 'main.c': mainC });
  await addLibrary(
    'calls',
    `stubs: [{ prefix: 'uc_call_', source: 'src/stubs.c' }], options: { more: bool({ default: false }) },
     sources: ['src/there.c', when('more', 'src/more.c')],`,
    {
      stubs: stubsC,
      there: 'long uc_call_there(void);\nlong uc_call_there(void) { return 2; }\n',
      more: 'long uc_call_more(void);\nlong uc_call_more(void) { return 3; }\n',
    },
  );
  await addLibrary('other', "sources: ['src/*.c'],", {
    other: 'long uc_call_other(void);\nlong uc_call_other(void) { return 4; }\n',
  });
  app.write(
    'package.json',
    JSON.stringify({
      name: 'sample',
      version: '1.2.3',
      dependencies: {
        '@tiny/lib-greeting': '2.1.0',
        '@tiny/lib-tinyplat': '1.0.0',
        '@tiny/lib-calls': '1.0.0',
        '@tiny/lib-other': '1.0.0',
      },
      unicore: { app: { options: { lib: { other: false } } } },
    }),
  );
});
afterAll(() => app.remove());

async function addLibrary(name: string, rest: string, sources: Readonly<Record<string, string>>) {
  const folder = `node_modules/@tiny/lib-${name}`;
  const manifest = { name: `@tiny/lib-${name}`, version: '1.0.0', type: 'module' };
  app.write(
    `${folder}/package.json`,
    JSON.stringify({ ...manifest, unicore: { library: './dist/library.json' } }),
  );
  for (const [file, text] of Object.entries(sources)) app.write(`${folder}/src/${file}.c`, text);
  app.write(
    `${folder}/unicore.library.ts`,
    `import { bool, defineLibrary, when } from '@unicore/descriptor';
export default defineLibrary({ name: '${name}', pool: 'main', side: 'system', summary: 'Calls', ${rest} });
void bool;
void when;
`,
  );
  const built = await app.link('-C', folder, 'lib', 'build');
  if (built.status !== 0) throw new Error(built.stderr);
}

const answer = async (subject: string): Promise<readonly string[]> => {
  const { stdout, stderr } = await app.link('why', subject);
  expect(stderr).toBe('');
  return stdout.split('\n').map((line) => line.trim());
};

describe('why <library>:<function>', () => {
  it('names the library that gives it, and who calls it once there is an image', async () => {
    expect(await answer('calls:there')).toEqual([
      'calls:there, linuxu/x86_64:',
      'given by calls: sample -> calls (a dependency of the application)',
      'who calls it is known once the image is built',
    ]);

    expect((await app.link()).status).toBe(0);
    expect(await answer('calls:there')).toContainEqual(
      expect.stringMatching(/^called in sample by (ask|main) \(main\.c:7\)$/),
    );
  });

  it('of what nobody installed gives says that it is a stub, and counts no caller that the link dropped', async () => {
    await app.link();
    const lines = await answer('calls:gone');

    expect(lines).toContain('nothing in the image has it: a call is told once, and fails');
    expect(lines).toContain('no library of the pool has it');
    expect(lines.filter((line) => line.startsWith('called '))).toEqual([
      expect.stringMatching(/^called in sample by (ask|main) \(main\.c:7\)$/),
    ]);
  });

  it('tells a library that is installed and not in the image from one whose options leave the function out', async () => {
    expect(await answer('calls:other')).toContain(
      'other has it (@tiny/lib-other), which is installed and not in the image',
    );
    expect(await answer('calls:more')).toContain(
      'left out of calls by its options: sample -> calls (a dependency of the application)',
    );
  });

  it('of a name that nobody has and nobody calls names the nearest', async () => {
    await app.link();

    const lines = await answer('calls:thre');
    expect(lines).toContain('did you mean calls:there?');
    expect(lines).toContain('nothing in the image calls it');
  });

  it('says how to install what the pool has for the target', async () => {
    const reporter = createReporter({ json: false, stdout: process.stdout, stderr: process.stderr, env: {} });
    const entry = { pool: 'main', summary: '', defines: ['uc_call_gone'] } as const;
    const libraries: readonly PoolEntry[] = [
      { ...entry, name: 'gone', package: '@tiny/lib-gone' },
      { ...entry, name: 'elsewhere', package: '@tiny/lib-elsewhere', platforms: ['kvm'] },
    ];
    const input = planInput(await readApp(app.folder, reporter), {});

    expect(whyFunction({ ...input, pool: { schema: 1, libraries } }, 'calls:gone')).toMatchObject([
      { symbol: 'uc_call_gone', definedBy: [], install: ['npm install @tiny/lib-gone'] },
    ]);
  });

  it('leaves to the other questions what has no stubs', async () => {
    expect(await app.link('why', 'greeting:futex')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('Nothing installed is called "greeting:futex"'),
    });
  });
});

it('size --surface: tells calls that a library gives from those that fail', async () => {
  const { stdout } = await app.link('size', '--surface', '--json');
  const [image] = JSON.parse(stdout).images;

  expect(image.systemCalls).toEqual({ given: [{ name: 'there', library: 'calls' }], stubs: ['gone'] });
});
