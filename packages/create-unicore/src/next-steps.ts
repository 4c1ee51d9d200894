import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import type { Answers } from './answers.ts';
import type { Manager } from './manager.ts';

/** Renders what the user does next: three commands, and where it goes on. */
export function nextSteps(answers: Answers, manager: Manager, path: string): string {
  const make = isOnPath('make', path);
  const here = answers.folder === '.';
  const steps = [...(here ? [] : [`cd ${quoted(answers.folder)}`]), `${manager} install`];
  if (answers.kind === 'library') {
    steps.push(make ? 'make test' : `${manager} test`);
    if (here) steps.push(make ? 'make check' : `${manager} run check`);
  } else {
    steps.push(make ? 'make run' : `${manager} start`);
    if (here) steps.push(make ? 'make test' : `${manager} test`);
  }
  return [
    `\nWritten: ${answers.kind === 'app' ? `${answers.name}, an application` : `${answers.packageName}, a library`}. Next:\n`,
    ...steps.map((step) => `  ${step}`),
    '',
    ...(answers.kind === 'app'
      ? [`Then ${make ? 'make menuconfig' : `${manager} run menuconfig`} chooses libraries and options.`]
      : ['Then README.md says how it is published.']),
    'If a compiler or QEMU is missing, npx unicore-link doctor says what to install.\n',
  ].join('\n');
}

/** As a shell takes it for one word. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

function isOnPath(program: string, path: string): boolean {
  return path.split(':').some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return folder !== '';
    } catch {
      return false;
    }
  });
}
