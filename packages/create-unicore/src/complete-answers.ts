import { basename, resolve } from 'node:path';
import type { Answers, AppAnswers, LibraryAnswers } from './answers.ts';
import type { Asker } from './ask.ts';
import { badName } from './errors.ts';
import { appNameProblem, libraryNameOf, libraryNameProblem, nearestValidName } from './names.ts';
import type { Given } from './parse-options.ts';
import { checkTarget, targetProblem } from './target-folder.ts';

export interface Surroundings {
  readonly cwd: string;
  /** Packages that a project depends on, whose names it cannot have itself. */
  readonly taken: readonly string[];
}

/**
 * Completes what the command line gave: four questions at most where there is an asker, else defaults.
 *
 * @throws {UnicoreError} `ERR_UNICORE_BAD_NAME`, `ERR_UNICORE_FOLDER_NOT_EMPTY`, `ERR_UNICORE_FOLDER_UNUSABLE`
 */
export async function completeAnswers(
  given: Given,
  asker: Asker | undefined,
  around: Surroundings,
): Promise<Answers> {
  const { folder, name } = await placeOf(given, asker, around);
  return given.library ? libraryAnswers(given, asker, folder, name) : appAnswers(given, asker, folder, name);
}

async function placeOf(given: Given, asker: Asker | undefined, around: Surroundings) {
  const judge = (name: string) => (given.library ? libraryNameProblem : appNameProblem)(name, around.taken);
  // `@acme/lib-shiny` names the package; its folder goes without the scope, as npm's tarballs do.
  const scoped = /^@[^/]+\/([^/]+)$/.exec(given.folder ?? '');
  const nameFor = (folder: string) => given.name ?? scoped?.[0] ?? basename(resolve(around.cwd, folder));
  const wanted = scoped?.[1] ?? given.folder;
  const folder =
    wanted ??
    (await asker?.folder(given.library ? 'lib-mine' : 'my-app', (answer) => {
      const problem = judge(nameFor(answer));
      if (problem === undefined) return targetProblem(resolve(around.cwd, answer))?.message;
      return `"${nameFor(answer)}" cannot be the name of ${problem}. ${nearestValidName(nameFor(answer), judge)} would do.`;
    })) ??
    (given.library ? 'lib-mine' : 'my-app');
  const name = nameFor(folder);
  const problem = judge(name);
  if (problem !== undefined) throw badName(name, problem, nearestValidName(name, judge));
  checkTarget(resolve(around.cwd, folder));
  return { folder, name };
}

async function appAnswers(
  given: Given,
  asker: Asker | undefined,
  folder: string,
  name: string,
): Promise<AppAnswers> {
  return {
    kind: 'app',
    folder,
    name,
    template: given.template ?? (await asker?.template()) ?? 'hello',
    platforms: given.platforms ?? (await asker?.platforms()) ?? ['linuxu', 'kvm'],
    config: given.config ?? 'ts',
    github: given.github ?? (await asker?.github()) ?? true,
  };
}

async function libraryAnswers(
  given: Given,
  asker: Asker | undefined,
  folder: string,
  packageName: string,
): Promise<LibraryAnswers> {
  const name = libraryNameOf(packageName);
  const contract = given.contract ?? (await asker?.contract()) ?? 'none';
  const summary = contract === 'none' ? `What ${name} does, in one line` : `A provider of ${contract}`;
  const author = `The authors of ${packageName}`;
  return {
    kind: 'library',
    folder,
    packageName,
    name,
    contract,
    summary: given.summary ?? (await asker?.text('What does it do, in one line?', summary)) ?? summary,
    author:
      given.author ?? (await asker?.text('Who stands in its licence (BSD-3-Clause)?', author)) ?? author,
    github: given.github ?? true,
  };
}
