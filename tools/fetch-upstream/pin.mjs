import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UpstreamError } from './upstream-error.mjs';

/**
 * Reads `upstream.json` of the port in `folder`: the one place that holds the pin, which the port's descriptor imports.
 *
 * @throws {UpstreamError} where it is missing or incomplete
 */
export function readPin(folder) {
  const path = join(folder, 'upstream.json');
  let pin;
  try {
    pin = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new UpstreamError(
      `${path} cannot be read: ${cause.message}`,
      'Run this in the folder of a port, or name that folder.',
      { cause },
    );
  }
  const sound =
    isText(pin.name) &&
    isText(pin.debianSource) &&
    /^[a-z0-9][a-z0-9.+-]+$/.test(pin.debianSource) &&
    Array.isArray(pin.accepted) &&
    pin.accepted.length > 0 &&
    pin.accepted.every((one) => isText(one.version) && isText(one.file) && /^[0-9a-f]{64}$/.test(one.sha256));
  if (!sound) {
    throw new UpstreamError(
      `${path} is not a complete pin.`,
      'It needs name, debianSource and accepted: a list of {version, file, sha256}; see docs of `upstream` in @unicore/descriptor.',
    );
  }
  return { ...pin, path };
}

function isText(value) {
  return typeof value === 'string' && value !== '';
}
