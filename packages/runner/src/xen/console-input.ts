import { Transform } from 'node:stream';

/** What the console of a Xen guest takes for the end of its input, and what it takes the byte behind as it is for. */
const ctrlD = 0x04;
const ctrlV = 0x16;
/** Ends xl's client of the console where it is all that comes at once. */
const ctrlBracket = 0x1d;
const special: readonly number[] = [ctrlD, ctrlV, ctrlBracket];

/** Turns bytes into what has to be typed for them. Pure. */
export function encodeInput(bytes: Buffer): Buffer {
  const typed = Buffer.alloc(bytes.length * 2);
  let length = 0;
  for (const byte of bytes) {
    if (special.includes(byte)) typed[length++] = ctrlV;
    typed[length++] = byte;
  }
  return typed.subarray(0, length);
}

/** Types what comes, and its end. */
export function typeInput(): Transform {
  return new Transform({
    transform: (chunk: Buffer, _, done) => done(null, encodeInput(chunk)),
    flush: (done) => done(null, Buffer.of(ctrlD)),
  });
}
