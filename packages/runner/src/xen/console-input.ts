import { Transform } from 'node:stream';

/** What the console of a Xen guest takes for the end of its input, and what it takes the byte behind as it is for. */
const ctrlD = 0x04;
const ctrlV = 0x16;

/** Turns bytes into what has to be typed for them. Pure. */
export function encodeInput(bytes: Buffer): Buffer {
  const typed = Buffer.alloc(bytes.length * 2);
  let length = 0;
  for (const byte of bytes) {
    if (byte === ctrlD || byte === ctrlV) typed[length++] = ctrlV;
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
