import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { KconfigHost } from '@unicore/options';
import type { CommandValues } from '../command.ts';
import { usage } from '../errors.ts';
import { expandGlob, globToRegExp, isGlob } from '../lib/glob.ts';

/** Reads files of one folder, and the variables that the command line gives. */
export function openKconfigFiles(root: string, values: CommandValues): KconfigHost {
  const environment = { srctree: '.', ...Object.fromEntries(settingsOf('--env', values.env)) };
  const place = (path: string): string => resolve(root, path);
  return {
    read: (path) => (isFile(place(path)) ? readFileSync(place(path), 'utf8') : undefined),
    glob: (pattern) => {
      if (!isGlob(pattern)) return existsSync(place(pattern)) ? [pattern] : [];
      // What lies beneath a file makes stat throw.
      return expandGlob(root, pattern).filter((path) => existsSync(place(path)) && isFile(place(path)));
    },
    environment,
    ...shellOf(values, root, environment),
    call: answerer(settingsOf('--function', values.function)),
  };
}

/** Answers by the first pattern that has the name. */
function answerer(answers: readonly Setting[]): NonNullable<KconfigHost['call']> {
  const patterns = answers.map(([pattern, text]) => ({ matches: globToRegExp(pattern), text }));
  return (name) => patterns.find(({ matches }) => matches.test(name))?.text;
}

/** Who answers `$(shell,command)`; nobody where the command line does not say. */
function shellOf(
  { shellSays, runShell }: CommandValues,
  root: string,
  environment: Readonly<Record<string, string>>,
): Pick<KconfigHost, 'shell'> {
  if (shellSays !== undefined && runShell)
    throw usage('--shell-says and --run-shell are two answers; give one.');
  if (shellSays !== undefined) return { shell: () => shellSays };
  if (!runShell) return {};
  const env = { ...process.env, ...environment };
  return { shell: (command) => run(command, root, env) };
}

/** What a command prints, also where it fails: as conf, which does not look at its exit code. */
function run(command: string, cwd: string, env: NodeJS.ProcessEnv): string {
  const ran = spawnSync('/bin/sh', ['-c', command], {
    cwd,
    env,
    encoding: 'utf8',
    maxBuffer: 1024 * 1024,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if ((ran.error as NodeJS.ErrnoException | undefined)?.code === 'ENOBUFS')
    throw new Error('it printed more than 1 MiB');
  if (ran.error !== undefined) throw ran.error;
  if (ran.signal !== null) throw new Error(`ended by ${ran.signal}`);
  return ran.stdout;
}

type Setting = readonly [name: string, text: string];

/** Reads NAME=value; names of functions may have wildcards. */
function settingsOf(option: '--env' | '--function', settings: readonly string[] = []): readonly Setting[] {
  const shape = option === '--env' ? /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s : /^([A-Za-z0-9_*?-]+)=(.*)$/s;
  return settings.map((setting) => {
    const [, name, value] = shape.exec(setting) ?? [];
    if (name === undefined || value === undefined)
      throw usage(`${option} takes NAME=value, not "${setting}".`);
    return [name, value];
  });
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
