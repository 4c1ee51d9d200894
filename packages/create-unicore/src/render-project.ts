import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Answers, AppAnswers, LibraryAnswers } from './answers.ts';
import type { Manager } from './manager.ts';
import { renderAppConfig, renderAppManifest } from './render-app.ts';
import { renderDescriptor, renderLibraryManifest } from './render-library.ts';

/** What a project is written from, beside the answers. */
export interface RenderContext {
  readonly manager: Manager;
  readonly version: string;
  readonly ranges: Readonly<Record<string, string>>;
  readonly year: number;
}

const templatesFolder = fileURLToPath(new URL('../templates', import.meta.url));

/** Renders all files of a project: text by path. Reads nothing but the templates. */
export function renderProject(answers: Answers, context: RenderContext): ReadonlyMap<string, string> {
  const own = answers.kind === 'app' ? appFiles(answers, context) : libraryFiles(answers, context);
  const folders =
    answers.kind === 'app'
      ? ['app/all', `app/${answers.template}`]
      : ['library/all', `library/${answers.contract}`];
  const words = answers.kind === 'app' ? appWords(answers, context) : libraryWords(answers, context);
  const files = new Map<string, string>();
  for (const folder of folders) {
    for (const path of filesIn(join(templatesFolder, folder))) {
      if (path.startsWith('_github/') && !answers.github) continue;
      const place = path.replace(/(^|\/)_/g, '$1.');
      files.set(
        words.path(place),
        words.text(readFileSync(join(templatesFolder, folder, path), 'utf8'), place),
      );
    }
  }
  for (const [path, text] of Object.entries(own)) files.set(path, text);
  if (context.manager === 'yarn') {
    // The folder is a project of its own, wherever it lies; libraries are read from files, not from zip archives.
    files.set('yarn.lock', '');
    files.set('.yarnrc.yml', 'nodeLinker: node-modules\n');
  }
  return files;
}

interface Words {
  path(path: string): string;
  text(text: string, path: string): string;
}

function appFiles(answers: AppAnswers, context: RenderContext): Readonly<Record<string, string>> {
  return {
    'package.json': renderAppManifest(answers, context),
    [`unicore.config.${answers.config}`]: renderAppConfig(answers),
  };
}

function libraryFiles(answers: LibraryAnswers, context: RenderContext): Readonly<Record<string, string>> {
  return {
    'package.json': renderLibraryManifest(answers, context),
    'unicore.library.ts': renderDescriptor(answers),
  };
}

function appWords(answers: AppAnswers, { manager }: RenderContext): Words {
  const values = {
    name: answers.name,
    config: `unicore.config.${answers.config}`,
    // Stands between quotes.
    platforms: answers.platforms.join("', '"),
    ...managerWords(manager),
  };
  return { path: (path) => path, text: (text) => filled(text, values) };
}

/**
 * A library's templates are a library themselves, `@acme/lib-shiny`, that builds and passes its tests: only its names change. In C a
 * name has no dash.
 */
function libraryWords(answers: LibraryAnswers, { manager, year }: RenderContext): Words {
  const cName = answers.name.replaceAll('-', '_');
  const values = {
    summary: answers.summary,
    author: answers.author,
    year: String(year),
    ...managerWords(manager),
  };
  const inC = (text: string) => text.replaceAll('shiny', cName).replaceAll('SHINY', cName.toUpperCase());
  const renamed = (text: string) =>
    text.replaceAll(/@acme\/lib-shiny|uc[/_]shiny|UC_SHINY|UC_CONFIG_SHINY|shiny/g, (found) =>
      found.startsWith('@') ? answers.packageName : found === 'shiny' ? answers.name : inC(found),
    );
  return {
    path: inC,
    text: (text, path) => filled(/\.[ch]$/.test(path) ? inC(text) : renamed(text), values),
  };
}

function managerWords(manager: Manager): Readonly<Record<string, string>> {
  return {
    manager,
    run: manager === 'npm' ? 'npm run' : manager,
    exec: { npm: 'npx', pnpm: 'pnpm exec', yarn: 'yarn' }[manager],
    install: { npm: 'npm ci', pnpm: 'pnpm install --frozen-lockfile', yarn: 'yarn install --immutable' }[
      manager
    ],
    setup:
      manager === 'npm'
        ? ''
        : `      - run: npm install --global ${manager === 'yarn' ? 'corepack && corepack enable' : manager}`,
  };
}

/** Puts values in place of `{{words}}`, a whole line for one that is empty; a template that names one that is not there is our bug. */
function filled(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\{\{(\w+)\}\}(\n?)/g, (_, word: string, end: string) => {
    const value = values[word];
    if (value === undefined) throw new Error(`A template names {{${word}}}`);
    return value === '' ? '' : `${value}${end}`;
  });
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted();
}
