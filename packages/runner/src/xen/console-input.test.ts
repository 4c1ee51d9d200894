import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { encodeInput, typeInput } from './console-input.ts';

it('puts Ctrl-V before what the console would not take as it is', () => {
  expect(encodeInput(Buffer.from('a\x04b\x16\x16\n\0\xff', 'latin1'))).toEqual(
    Buffer.from('a\x16\x04b\x16\x16\x16\x16\n\0\xff', 'latin1'),
  );
});

it('ends with Ctrl-D, where nothing came, too', async () => {
  const typed = async (...chunks: readonly string[]): Promise<string> =>
    (await buffer(Readable.from(chunks.map((each) => Buffer.from(each))).pipe(typeInput()))).toString();

  expect(await typed('one\n', 'two')).toBe('one\ntwo\x04');
  expect(await typed()).toBe('\x04');
});
