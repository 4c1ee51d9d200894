import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What the oracles say of one input. */
export interface OracleAnswers {
  /** `.config` as conf writes it, without its heading; or what conf says is wrong. */
  readonly conf: { readonly config: string; readonly minimal: string } | { readonly error: string };
  readonly kconfiglib:
    { readonly values: Readonly<Record<string, string>>; readonly min: string } | { readonly error: string };
}

export interface OracleInput {
  readonly kconfig: string;
  readonly config: string;
}

const conf = 'kconfig-conf';

/** Why the oracles cannot answer on this machine; nothing where they can. */
export function missingOracles(): string | undefined {
  const hasConf = spawnSync(conf, ['--help'], { stdio: 'ignore' }).error === undefined;
  const hasLibrary =
    spawnSync('/usr/bin/python3', ['-c', 'import kconfiglib'], { stdio: 'ignore' }).status === 0;
  if (hasConf && hasLibrary) return undefined;
  return 'apt-get install kconfig-frontends-nox python3-kconfiglib';
}

/** Asks kconfig-frontends' conf and kconfiglib about inputs. */
export function askOracles(inputs: readonly OracleInput[]): readonly OracleAnswers[] {
  const base = mkdtempSync(join(tmpdir(), 'unicore-kconfig-'));
  try {
    const folders = inputs.map(({ kconfig, config }, index) => {
      const folder = join(base, String(index));
      mkdirSync(folder);
      writeFileSync(join(folder, 'Kconfig'), kconfig);
      writeFileSync(join(folder, '.config'), config);
      return folder;
    });
    // Conf writes over the .config that kconfiglib reads.
    const libraryAnswers = askKconfiglib(folders);
    const confAnswers = askConf(folders);
    return folders.map((_, index) => ({
      conf: confAnswers[index] ?? { error: 'no answer' },
      kconfiglib: libraryAnswers[index] ?? { error: 'no answer' },
    }));
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}

/** One shell runs conf in each folder: a program started from there starts much faster than from here. */
function askConf(folders: readonly string[]): readonly OracleAnswers['conf'][] {
  const script = `while read -r folder; do
    cd "$folder" || exit 1
    ${conf} --olddefconfig Kconfig >said 2>&1 </dev/null && ${conf} --savedefconfig=minimal Kconfig >/dev/null 2>&1 </dev/null
    echo $? >status
  done`;
  const done = spawnSync('/bin/sh', ['-c', script], {
    input: folders.map((folder) => `${folder}\n`).join(''),
    env: { PATH: process.env['PATH'] ?? '', CONFIG_: 'CONFIG_' },
    encoding: 'utf8',
  });
  if (done.status !== 0) throw new Error(done.stderr);
  return folders.map((folder) => {
    const text = (name: string): string => readFileSync(join(folder, name), 'utf8');
    if (text('status').trim() !== '0') return { error: text('said') };
    return { config: withoutHeading(text('.config')), minimal: text('minimal') };
  });
}

/** Drops the comment at the top, which names the program. */
export function withoutHeading(config: string): string {
  return config.replace(/^#\n# Automatically generated[^\n]*\n(?:# [^\n]*\n)?#\n/, '');
}

function askKconfiglib(folders: readonly string[]): readonly OracleAnswers['kconfiglib'][] {
  const done = spawnSync('/usr/bin/python3', [join(import.meta.dirname, 'kconfiglib_values.py')], {
    input: folders.join('\n'),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (done.status !== 0) throw new Error(done.stderr);
  return done.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as OracleAnswers['kconfiglib']);
}
