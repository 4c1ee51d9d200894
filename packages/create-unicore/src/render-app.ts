import type { AppAnswers, Template } from './answers.ts';
import type { RenderContext } from './render-project.ts';

/** Libraries that a template asks for, beside its platforms. */
const librariesOf: Readonly<Record<Template, readonly string[]>> = {
  hello: ['@unicore/lib-libc'],
  webserver: ['@unicore/lib-libc', '@unicore/lib-lwip'],
  program: ['@unicore/lib-initrd', '@unicore/lib-musl', '@unicore/lib-posix-file'],
};

/** Renders package.json of an application. Pure. */
export function renderAppManifest(answers: AppAnswers, { ranges }: RenderContext): string {
  const wanted = (names: readonly string[]) =>
    Object.fromEntries(names.toSorted().map((name) => [name, rangeOf(name, ranges)]));
  return json({
    name: answers.name,
    version: '0.0.0',
    private: true,
    type: 'module',
    scripts: {
      build: 'unicore-link',
      menuconfig: 'unicore-link menuconfig',
      start: 'unicore-link run',
      test: 'vitest run',
      typecheck: 'unicore-link sync && tsc',
    },
    dependencies: wanted([
      ...librariesOf[answers.template],
      ...answers.platforms.map((name) => `@unicore/lib-${name}plat`),
    ]),
    devDependencies: wanted(['@types/node', '@unicore/testkit', 'typescript', 'unicore-link', 'vitest']),
  });
}

/** Settings of an application's configuration, as the templates want them. Pure. */
function settingsOf({ template, platforms }: AppAnswers): Readonly<Record<string, unknown>> {
  const targets = { targets: platforms };
  switch (template) {
    case 'hello':
      return targets;
    case 'webserver':
      return { ...targets, run: { network: true, publish: ['8080:80'], url: 'http://localhost:{port:80}/' } };
    case 'program':
      return { ...targets, initrd: 'root', run: { args: ['/etc/motd'] } };
  }
}

/** Renders unicore.config.ts or .json. Pure. */
export function renderAppConfig(answers: AppAnswers): string {
  const settings = settingsOf(answers);
  if (answers.config === 'json') return json({ $schema: './.unicore/config.schema.json', ...settings });
  const lines = Object.entries(settings).map(([key, value]) => `  ${key}: ${literal(value)},`);
  return [
    "import { defineApp } from 'unicore-link';",
    '',
    '// The editor completes libraries, options and values; `unicore-link menuconfig` edits them here.',
    'export default defineApp({',
    ...lines,
    '});',
    '',
  ].join('\n');
}

/** A value as TypeScript on one line, as prettier writes it. */
function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value !== 'object' || value === null) return String(value);
  const entries = Object.entries(value).map(([key, entry]) => `${key}: ${literal(entry)}`);
  return `{ ${entries.join(', ')} }`;
}

export function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** The range of a package; one that package.json does not name is our bug. */
export function rangeOf(name: string, ranges: Readonly<Record<string, string>>): string {
  const range = ranges[name];
  if (range === undefined) throw new Error(`create-unicore's package.json does not name ${name}`);
  return range;
}
