import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeApp, type TestApp } from './make-app.ts';

let app: TestApp;
let schema: { readonly properties: Readonly<Record<string, unknown>> };
let validate: ValidateFunction;
beforeAll(async () => {
  app = await makeApp();
  await app.link('sync');
  schema = JSON.parse(readFileSync(join(app.folder, '.unicore/config.schema.json'), 'utf8')) as typeof schema;
  validate = new Ajv({ strict: true, allowUnionTypes: true }).compile(schema);
});
afterAll(() => app.remove());

const refusals = (config: unknown): readonly string[] =>
  validate(config) ? [] : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);

describe('the schema of unicore.config.json', () => {
  it('knows the settings that the reader knows, and no others', async () => {
    app.write('unicore.config.json', '{ "$schema": "./.unicore/config.schema.json", "tragets": ["kvm"] }');
    const { stderr } = await app.link('plan');
    rmSync(join(app.folder, 'unicore.config.json'));

    const known = /Known here: (.*)\./.exec(stderr)?.[1]?.split(', ');
    expect(stderr).toContain('Did you mean "targets"?');
    expect(
      Object.keys(schema.properties)
        .filter((name) => name !== '$schema')
        .toSorted(),
    ).toEqual(known);
  });

  it('takes libraries, options, providers and targets that are installed', () => {
    expect(
      refusals({
        $schema: './.unicore/config.schema.json',
        targets: ['linuxu'],
        arch: 'x86_64',
        profile: 'size',
        options: { greeting: { tone: 'cold', times: 2, loud: true }, lib: { greeting: false } },
        providers: { plat: 'tinyplat' },
        run: { args: ['a'], publish: ['8080:80'] },
      }),
    ).toEqual([]);
  });

  it.each([
    ['a setting', { targts: ['linuxu'] }, '/'],
    ['a library', { options: { greting: {} } }, '/options'],
    ['an option', { options: { greeting: { ton: 'cold' } } }, '/options/greeting'],
    ['a value', { options: { greeting: { tone: 'mild' } } }, '/options/greeting/tone'],
    ['a target', { targets: ['xen'] }, '/targets/0'],
    ['an architecture', { arch: 'x86-64' }, '/arch'],
    ['a provider', { providers: { plat: 'xenplat' } }, '/providers/plat'],
    ['a library that is left out', { options: { lib: { greting: false } } }, '/options/lib'],
  ])('refuses %s that there is not', (_, config, place) => {
    expect(refusals(config).join('\n')).toContain(place === '/' ? ' must NOT have' : `${place} `);
  });
});
