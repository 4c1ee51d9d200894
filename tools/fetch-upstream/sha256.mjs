import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** Hash of a file's bytes, in hex. */
export function sha256(path) {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}
