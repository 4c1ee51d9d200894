import { describe, expect, it } from 'vitest';
import { parseImageDescription } from './image-description.ts';

const disk = { file: 'hello.img', commandLineAt: 4096, commandLineBytes: 3072, bytes: 9000 };
const hello = {
  ...{ schema: 1, name: 'hello', platform: 'metal', architecture: 'x86_64', profile: 'size' },
  ...{ image: 'hello', symbols: 'hello.debug', run: { memoryMib: 2.5 }, media: { disk } },
};

describe('parseImageDescription', () => {
  it('returns what a build writes as it is', () => {
    expect(parseImageDescription(hello, 'image.json')).toEqual(hello);
  });

  it('takes one without run settings, and with fields that it does not know', () => {
    const { run: _, ...rest } = { ...hello, colour: 'blue' };
    expect(parseImageDescription(rest, 'image.json')).toEqual({ ...rest, run: {} });
  });

  it.each([
    ['no object', [], /expected an object/],
    ['null', null, /expected an object/],
    ['another schema', { ...hello, schema: 2 }, /schema: expected 1/],
    ['no schema', { ...hello, schema: undefined }, /schema: expected 1/],
    ['a platform that is a path', { ...hello, platform: '../kvm' }, /platform: expected a word/],
    ['a platform of JavaScript', { ...hello, platform: '__proto__' }, /platform: expected a word/],
    ['no architecture', { ...hello, architecture: undefined }, /architecture: expected a word/],
    ['an image that is no name', { ...hello, image: 5 }, /image: expected a string/],
    ['no run settings but null', { ...hello, run: null }, /run: expected an object/],
    ['memory in words', { ...hello, run: { memoryMib: 'much' } }, /memoryMib: expected a number above 0/],
    ['arguments that are numbers', { ...hello, run: { args: [1] } }, /expected a string, got 1/],
    ['a port that is none', { ...hello, run: { publish: ['x'] } }, /expected ports as/],
    [
      'a medium without a file',
      { ...hello, media: { disk: { ...disk, file: undefined } } },
      /file: expected/,
    ],
    [
      'a place before the file',
      { ...hello, media: { disk: { ...disk, commandLineAt: -5 } } },
      /whole number/,
    ],
    ['a place beyond all', { ...hello, media: { disk: { ...disk, commandLineAt: 1e18 } } }, /whole number/],
    ['a line of no bytes', { ...hello, media: { iso: { ...disk, commandLineBytes: 0 } } }, /at most 65536/],
    [
      'a line of too many',
      { ...hello, media: { iso: { ...disk, commandLineBytes: 1e12 } } },
      /at most 65536/,
    ],
  ])('refuses %s', (_, value, message) => {
    expect(() => parseImageDescription(value, 'image.json')).toThrow(message);
  });
});
