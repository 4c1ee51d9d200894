import { createHash } from 'node:crypto';

/** Returns the SHA-256 of `data` in hex. Pure. */
export function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

/** Returns a key that differs wherever any part differs, `["ab","c"]` from `["a","bc"]` too. Pure. */
export function keyOf(parts: readonly unknown[]): string {
  return sha256(JSON.stringify(parts));
}
