import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { downloadSource } from './apt.mjs';
import { readPin } from './pin.mjs';
import { sha256 } from './sha256.mjs';
import { unpack } from './unpack.mjs';
import { UpstreamError } from './upstream-error.mjs';

/**
 * Raised whenever vendor/ is made in another way, so that old folders are made anew. The stamp holds this and the archive's hash.
 */
const layout = 1;

/**
 * Brings `vendor/` of the port in `folder` to the state that its pin asks for. Does nothing where it is there already; a run that
 * is interrupted leaves the old folder or the new one, never a mixture.
 *
 * @throws {UpstreamError}
 */
export function fetchUpstream(folder, { archive } = {}) {
  const root = resolve(folder);
  const pin = readPin(root);
  const vendor = join(root, 'vendor');
  const stamp = join(vendor, '.stamp');
  const done = pin.accepted.find(
    ({ sha256: hash }) => existsSync(stamp) && readFileSync(stamp, 'utf8') === stampText(hash),
  );
  if (done) return { name: pin.name, version: done.version, vendor, fetched: false };

  // In a git-ignored folder beside vendor/, so that the renames stay within one file system.
  mkdirSync(join(root, 'build'), { recursive: true });
  const scratch = mkdtempSync(join(root, 'build', 'fetch-'));
  try {
    const { path, accepted } = obtain(pin, archive, scratch);
    const fresh = join(scratch, 'tree');
    unpack(path, fresh);
    writeFileSync(join(fresh, '.stamp'), stampText(accepted.sha256));
    if (existsSync(vendor)) renameSync(vendor, join(scratch, 'old'));
    renameSync(fresh, vendor);
    return { name: pin.name, version: accepted.version, vendor, fetched: true };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function stampText(hash) {
  return `${layout} ${hash}\n`;
}

/** Returns an archive whose hash is in the pin: the one given, one fetched before, or a fresh download. */
function obtain(pin, given, scratch) {
  if (given) return verified(pin, resolve(given));
  const store = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'unicore', 'upstream');
  for (const accepted of pin.accepted) {
    const path = join(store, accepted.sha256);
    if (existsSync(path) && sha256(path) === accepted.sha256) return { path, accepted };
  }
  const found = verified(pin, downloadSource(pin, scratch));
  keep(found.path, store, found.accepted.sha256);
  return found;
}

function verified(pin, path) {
  if (!existsSync(path))
    throw new UpstreamError(
      `There is no file ${path}.`,
      'Name the archive by --archive FILE or UNICORE_UPSTREAM_ARCHIVE.',
    );
  const hash = sha256(path);
  const accepted = pin.accepted.find((one) => one.sha256 === hash);
  if (accepted) return { path, accepted };
  const list = pin.accepted.map((one) => `${one.file} ${one.sha256}`).join(', ');
  throw new UpstreamError(
    `${path} has SHA-256 ${hash}, which ${pin.path} does not accept.`,
    `Accepted: ${list}. If upstream moved on, read what changed, build and test with it, then add the new version and hash there.`,
  );
}

/** Keeps the archive for the next clone; a cache that cannot be written is no failure. */
function keep(path, store, hash) {
  try {
    mkdirSync(store, { recursive: true });
    const temporary = join(store, `${hash}.${process.pid}`);
    copyFileSync(path, temporary);
    renameSync(temporary, join(store, hash));
  } catch {
    // The archive is fetched again next time.
  }
}
