import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toSourcePackages } from './deb-src.mjs';
import { UpstreamError } from './upstream-error.mjs';

const etc = '/etc/apt';

/**
 * Downloads the source package that `pin` names, as the machine's own APT sources offer it, into `scratch`. Needs no root and
 * leaves the machine's APT state alone: lists, cache and a deb-src copy of the sources lie in `scratch`.
 *
 * @returns path of the archive: the accepted file name, or else the package's only `.orig` archive
 */
export function downloadSource(pin, scratch) {
  const options = privateState(scratch);
  const folder = join(scratch, 'download');
  mkdirSync(folder);
  run(pin, [...options, '-q', 'update'], folder);
  const failure = attempt(() =>
    run(pin, [...options, '-q', 'source', '--download-only', pin.debianSource], folder),
  );
  const names = readdirSync(folder);
  const accepted = pin.accepted.map((one) => one.file).find((file) => names.includes(file));
  // Between two security fixes a mirror may lack the package's other files: upstream's archive is all that counts.
  if (failure && !accepted) throw failure;
  const name = accepted ?? names.find((file) => /\.orig\.tar\.\w+$/.test(file));
  if (!name) throw unreachable(pin, `the package holds ${names.join(', ') || 'nothing'}`);
  return join(folder, name);
}

/** Makes the private state and returns the options that point apt-get at it. */
function privateState(scratch) {
  const at = (name) => join(scratch, 'apt', name);
  for (const name of ['state/lists/partial', 'cache/archives/partial', 'sources'])
    mkdirSync(at(name), { recursive: true });
  const wanted = [join(etc, 'sources.list'), ...listed(join(etc, 'sources.list.d'))].filter((path) =>
    existsSync(path),
  );
  for (const [index, path] of wanted.entries()) {
    const form = path.endsWith('.sources') ? 'sources' : 'list';
    writeFileSync(at(`sources/${index}.${form}`), toSourcePackages(readFileSync(path, 'utf8'), form));
  }
  const settings = {
    'Dir::State': at('state'),
    'Dir::Cache': at('cache'),
    'Dir::Etc::sourcelist': '/dev/null',
    'Dir::Etc::sourceparts': at('sources'),
    'APT::Sandbox::User': '',
    'Acquire::Languages': 'none',
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
}

function attempt(work) {
  try {
    work();
    return undefined;
  } catch (error) {
    return error;
  }
}

function listed(folder) {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => /\.(list|sources)$/.test(name));
  return names.toSorted().map((name) => join(folder, name));
}

function run(pin, args, cwd) {
  const result = spawnSync('apt-get', args, { cwd, encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });
  if (result.error) throw unreachable(pin, `apt-get cannot be started: ${result.error.message}`);
  if (result.status !== 0) throw unreachable(pin, lastErrors(result.stderr));
}

function lastErrors(text) {
  const lines = text.split('\n').filter((line) => /^(E|W|Err)[: ]/.test(line));
  return lines.slice(-3).join(' ') || text.trim().split('\n').at(-1);
}

function unreachable(pin, why) {
  const files = pin.accepted.map((one) => one.file).join(' or ');
  return new UpstreamError(
    `Source package "${pin.debianSource}" cannot be had from Debian's archive: ${why}.`,
    `Check the machine's APT sources and its network; or get ${files} yourself and pass --archive FILE.`,
  );
}
