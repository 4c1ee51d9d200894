import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { captureCommand } from '../spawn.ts';
import { bedUnpreparable } from './errors.ts';
import { kernelMetaPackage, packages } from './bed-recipe.ts';

export interface DebianPackage {
  readonly file: string;
  readonly sha256: string;
}

/**
 * Downloads the recipe's packages into `<work>/packages`, by the machine's own APT sources. APT's state lies in `<work>/apt`,
 * so that no rights are needed and the machine's own state stays as it is.
 *
 * @throws {UnicoreError} `ERR_UNICORE_BED_UNPREPARABLE`
 */
export async function downloadPackages(
  work: string,
  note: (line: string) => void,
): Promise<readonly DebianPackage[]> {
  const options = privateState(work);
  const folder = join(work, 'packages');
  mkdirSync(folder);
  note('reading the package lists (apt-get update)');
  await apt('apt-get', [...options, '-q', 'update'], folder);
  const depends = await apt('apt-cache', [...options, 'depends', kernelMetaPackage], folder);
  const kernel = /Depends: (linux-image-\d\S+)/.exec(depends)?.[1];
  if (!kernel) throw unavailable(`${kernelMetaPackage} depends on no kernel`, depends);
  note(`fetching ${packages.length + 1} packages (apt-get download)`);
  await apt('apt-get', [...options, '-q', 'download', ...packages, kernel], folder);
  return readdirSync(folder)
    .toSorted()
    .map((file) => ({
      file,
      sha256: createHash('sha256')
        .update(readFileSync(join(folder, file)))
        .digest('hex'),
    }));
}

function privateState(work: string): readonly string[] {
  const at = (name: string): string => join(work, 'apt', name);
  for (const name of ['state/lists/partial', 'cache/archives/partial'])
    mkdirSync(at(name), { recursive: true });
  const settings = {
    'Dir::State': at('state'),
    'Dir::State::status': '/var/lib/dpkg/status',
    'Dir::Cache': at('cache'),
    'APT::Sandbox::User': '',
    'APT::Architecture': 'amd64',
    'Acquire::Languages': 'none',
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
}

async function apt(program: string, args: readonly string[], cwd: string): Promise<string> {
  const { status, stdout, stderr } = await captureCommand(program, args, { cwd, env: { LC_ALL: 'C' } });
  if (status !== 0) throw unavailable(`${program} ended with status ${status}`, stderr);
  return stdout;
}

function unavailable(what: string, output: string): Error {
  const lines = output.split('\n').filter((line) => /^(?:E|W|Err)[: ]/.test(line));
  return bedUnpreparable(
    what,
    [
      ...lines.slice(-3),
      'The bed is made of packages of Debian 12 (bookworm), main. Whether APT offers them: apt-cache policy xen-utils-4.17',
    ].join('\n'),
  );
}
