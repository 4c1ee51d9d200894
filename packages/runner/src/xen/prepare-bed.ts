import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { programMissing } from '../errors.ts';
import { findProgram } from '../spawn.ts';
import { bedUnpreparable } from './errors.ts';
import * as recipe from './bed-recipe.ts';
import { downloadPackages, type DebianPackage } from './download-packages.ts';
import { makeDom0 } from './make-dom0.ts';

/** A bed that is ready to start. */
export interface PreparedBed {
  readonly folder: string;
  readonly hypervisor: string;
  readonly kernel: string;
  readonly initrd: string;
  /** What it was made of. */
  readonly packages: readonly DebianPackage[];
}

/** Its presence says that the bed is whole: it comes last, and the folder gets its name after it. */
const manifestName = 'bed.json';

/**
 * Returns the test bed of this package's recipe, from the cache where it is there. Else makes it out of Debian packages,
 * which `apt-get` of this machine fetches into the cache; nothing is installed and no rights are needed.
 *
 * @throws {UnicoreError} `ERR_UNICORE_PROGRAM_MISSING`, `ERR_UNICORE_BED_UNPREPARABLE`
 */
export async function prepareXenBed({
  fresh = false,
  onNote = () => undefined,
}: { readonly fresh?: boolean; readonly onNote?: (line: string) => void } = {}): Promise<PreparedBed> {
  const beds = bedCache();
  const folder = join(beds, recipeHash());
  if (!fresh && existsSync(join(folder, manifestName))) return readBed(folder);

  requirePrograms();
  mkdirIn(beds);
  removeAbandoned(beds);
  const work = join(beds, `.partial-${process.pid}-${randomBytes(4).toString('hex')}`);
  mkdirIn(work);
  try {
    onNote('preparing the Xen test bed, once: some 80 MB of Debian packages');
    const packages = await downloadPackages(work, onNote);
    await makeDom0(work, onNote);
    for (const part of ['apt', 'packages', 'files', 'root']) rmSync(join(work, part), { recursive: true });
    writeFileSync(join(work, manifestName), `${JSON.stringify({ packages }, null, 2)}\n`);
    putInPlace(work, folder);
    onNote(`the test bed is ready: ${folder}`);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return readBed(folder);
}

/** Folder of this package's own scripts, for dom0 and for hosts with a Xen of their own. */
export function nativeFolder(): string {
  return join(
    dirname(createRequire(import.meta.url).resolve('@unicore/runner/package.json')),
    'native/xen-bed',
  );
}

export function bedCache(): string {
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'unicore/xen-bed');
}

function recipeHash(): string {
  const hash = createHash('sha256').update(JSON.stringify(recipe));
  for (const name of Object.keys(recipe.scripts)) hash.update(readFileSync(join(nativeFolder(), name)));
  return hash.digest('hex').slice(0, 32);
}

function readBed(folder: string): PreparedBed {
  const { packages } = JSON.parse(readFileSync(join(folder, manifestName), 'utf8')) as Pick<
    PreparedBed,
    'packages'
  >;
  const at = (name: string): string => join(folder, name);
  return { folder, hypervisor: at('xen'), kernel: at('vmlinux'), initrd: at('initrd'), packages };
}

function requirePrograms(): void {
  for (const [program, debianPackage] of [
    ['apt-get', 'apt'],
    ['dpkg-deb', 'dpkg'],
    ['tar', 'tar'],
    ['xz', 'xz-utils'],
  ] as const) {
    if (!findProgram(program))
      throw programMissing(
        program,
        'it makes the Xen test bed out of Debian packages',
        debianPackage,
        'Where Xen runs already (xl info), images start without the test bed.',
      );
  }
}

function mkdirIn(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw bedUnpreparable(`${folder} cannot be made`, String(error));
  }
}

/** Removes what preparations left that were killed. */
function removeAbandoned(beds: string): void {
  for (const name of readdirSync(beds)) {
    const pid = /^\.(?:partial|old)-(\d+)-/.exec(name)?.[1];
    if (pid !== undefined && !existsSync(`/proc/${pid}`))
      rmSync(join(beds, name), { recursive: true, force: true });
  }
}

/** Gives a whole bed its name. Where another preparation was faster, that one's bed is as good. */
function putInPlace(work: string, folder: string): void {
  const old = join(dirname(folder), `.old-${process.pid}-${randomBytes(4).toString('hex')}`);
  if (existsSync(folder)) renameSync(folder, old);
  try {
    renameSync(work, folder);
  } catch (error) {
    if (!existsSync(join(folder, manifestName)))
      throw bedUnpreparable(`${folder} cannot be made`, String(error));
  }
  rmSync(old, { recursive: true, force: true });
}
