import { checkRun } from './app-config.ts';
import { type Check, expecting, inside, isRecord, text } from './checks.ts';
import type { ImageDescription } from './plan.ts';

/**
 * Checks what stands in an `image.json`, which may come from anywhere. Pure. Fields that it does not know are left alone: later
 * releases may add some to this schema.
 *
 * @param file - named in errors
 * @throws {UnicoreError} `ERR_UNICORE_BAD_SETTING`, and for `run` `ERR_UNICORE_UNKNOWN_SETTING`
 */
export function parseImageDescription(value: unknown, file: string): ImageDescription {
  checkDescription(value, { file, path: [] });
  const description = value as Omit<ImageDescription, 'run'> & Partial<ImageDescription>;
  return { ...description, run: description.run ?? {} };
}

/** An object with all of (required), in which (optional) may stand as well. */
function holding(
  required: Readonly<Record<string, Check>>,
  optional: Readonly<Record<string, Check>> = {},
): Check {
  return (value, place) => {
    isRecord(value, place);
    const fields = value as Readonly<Record<string, unknown>>;
    for (const [key, check] of Object.entries(required)) check(fields[key], inside(place, key));
    for (const [key, check] of Object.entries(optional))
      if (fields[key] !== undefined) check(fields[key], inside(place, key));
  };
}

/** Of files and of places in them. */
const bytes = expecting(
  'a whole number of bytes',
  (value) => Number.isSafeInteger(value) && Number(value) >= 0,
);
const lineBytes = expecting(
  'at most 65536 bytes',
  (value) => Number.isInteger(value) && Number(value) > 0 && Number(value) <= 65_536,
);
const word = expecting(
  'a word of letters, digits and _',
  (value) => typeof value === 'string' && /^[a-z]\w*$/.test(value),
);
const schema = expecting('1, the only schema there is so far', (value) => value === 1);
const medium = holding({ file: text, commandLineAt: bytes, commandLineBytes: lineBytes }, { bytes });

const checkDescription = holding(
  { schema, name: text, platform: word, architecture: word, image: text, symbols: text },
  { initrd: text, run: checkRun, media: holding({}, { disk: medium, iso: medium }) },
);
