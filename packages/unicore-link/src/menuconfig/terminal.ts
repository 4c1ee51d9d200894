import { StringDecoder } from 'node:string_decoder';
import { decodeKeys, type Key } from './keys.ts';
import type { Style } from './style.ts';

/** How long an escape may be the beginning of a sequence; over ssh its rest comes in the same packet or soon after. */
const escapeMs = 50;

/** Keys and sizes of a terminal, while it is listened to. */
export interface Listener {
  readonly onKey: (key: Key) => void;
  readonly onResize: () => void;
  /** Nobody is at the other end any more. */
  readonly onGone: () => void;
}

/** What a terminal shows by its environment: UTF-8 by locale, colours unless NO_COLOR. Pure. */
export function styleOf(env: Readonly<Record<string, string | undefined>>): Style {
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  const isMonochrome = Boolean(env['NO_COLOR']) || /^(?:vt\d|.*-mono?$)/.test(env['TERM'] ?? '');
  return { isUtf8: /utf-?8/i.test(locale), hasColor: !isMonochrome };
}

/** Takes the keyboard raw and tells of keys; returns what puts it back. */
export function listen(input: NodeJS.ReadStream, output: NodeJS.WriteStream, to: Listener): () => void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let timer: NodeJS.Timeout | undefined;
  const take = (text: string, isEnd: boolean): void => {
    clearTimeout(timer);
    const decoded = decodeKeys(rest + text, isEnd);
    rest = decoded.rest;
    if (rest !== '') timer = setTimeout(() => take('', true), escapeMs);
    for (const key of decoded.keys) to.onKey(key);
  };
  const onData = (data: Buffer): void => take(decoder.write(data), false);
  input.setRawMode(true);
  input.on('data', onData);
  input.on('end', to.onGone);
  input.on('error', to.onGone);
  output.on('resize', to.onResize);
  input.resume();
  return () => {
    clearTimeout(timer);
    input.off('data', onData);
    input.off('end', to.onGone);
    output.off('resize', to.onResize);
    input.pause();
    // Its error handler stays: a terminal may go at any time.
    if (!input.destroyed) input.setRawMode(false);
  };
}
