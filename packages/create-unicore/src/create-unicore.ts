import { resolve } from 'node:path';
import { UnicoreError } from '@unicore/descriptor';
import { Cancelled, createAsker } from './ask.ts';
import { completeAnswers } from './complete-answers.ts';
import { usage } from './errors.ts';
import { help } from './help.ts';
import { callingManager, createCommand } from './manager.ts';
import { nextSteps } from './next-steps.ts';
import { ownPackage } from './own-package.ts';
import { type Given, parseOptions } from './parse-options.ts';
import { renderProject } from './render-project.ts';
import { writeProject } from './write-project.ts';

export interface Streams {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
}

export interface World extends Streams {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly stderr: NodeJS.WriteStream;
}

/** Runs the command and returns the exit status: 0 done, 1 the user can mend it, 2 usage, 70 our bug, 130 left by Ctrl-C. */
export async function createUnicore(argv: readonly string[], world: World): Promise<number> {
  try {
    const given = parseOptions(argv);
    if (given.help) world.stdout.write(help);
    else if (given.version) world.stdout.write(`${ownPackage().version}\n`);
    else world.stdout.write(await create(given, argv, world));
    return 0;
  } catch (error) {
    if (error instanceof Cancelled) {
      world.stderr.write('Left: nothing was written.\n');
      return 130;
    }
    if (!(error instanceof UnicoreError)) return reportBug(error, world);
    world.stderr.write(`error: ${error.message}\n${error.hint ? `${error.hint}\n` : ''}(${error.code})\n`);
    return error.code === 'ERR_UNICORE_USAGE' ? 2 : 1;
  }
}

async function create(given: Given, argv: readonly string[], world: World): Promise<string> {
  const manager = callingManager(world.env);
  if (!given.yes && !(world.stdin.isTTY && world.stdout.isTTY)) {
    const options = given.folder === undefined ? argv : argv.toSpliced(argv.indexOf(given.folder), 1);
    const args = [...options, '--yes'].map(shellWord).join(' ');
    throw usage(
      'There is no terminal to ask on.',
      `Take the defaults for what no option says: ${createCommand(manager, given.folder ?? 'my-app', args)}`,
    );
  }
  const { version, ranges } = ownPackage();
  const asker = given.yes ? undefined : await createAsker(world);
  const answers = await completeAnswers(given, asker, { cwd: world.cwd, taken: Object.keys(ranges) });
  const files = renderProject(answers, { manager, version, ranges, year: new Date().getFullYear() });
  writeProject(resolve(world.cwd, answers.folder), files);
  return nextSteps(answers, manager, world.env['PATH'] ?? '');
}

function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

function reportBug(error: unknown, world: World): number {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  world.stderr.write(
    `bug in create-unicore: ${text}\nThis is our fault, not yours. Please report it with the lines above: `,
  );
  world.stderr.write('https://www.npmjs.com/package/create-unicore (Issues).\n');
  return 70;
}
