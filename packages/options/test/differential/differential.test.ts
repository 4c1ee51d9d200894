import { describe, expect, it } from 'vitest';
import { compareAll } from './compare.ts';
import { generateInput } from './generate-kconfig.ts';
import { handWritten } from './hand-written.ts';
import { missingOracles } from './oracles.ts';

// `npm run test:kconfig` takes 10,000; UNICORE_KCONFIG_SEED moves on to others.
const count = Number(process.env['UNICORE_KCONFIG_INPUTS'] ?? 500);
const first = Number(process.env['UNICORE_KCONFIG_SEED'] ?? 1);
const batch = 250;

describe.skipIf(missingOracles() !== undefined)("kconfig-frontends' conf, kconfiglib and this engine", () => {
  it.each(handWritten)('agree: $what', ({ kconfig, configs }) => {
    const different = compareAll(configs.map((config) => ({ kconfig, config })));
    expect(different).toEqual([]);
  });

  const batches = Array.from({ length: Math.ceil(count / batch) }, (_, index) => first + index * batch);
  it.each(batches)('agree on every value, the whole .config and the minimal one, seeds from %i', (from) => {
    const length = Math.min(batch, first + count - from);
    const inputs = Array.from({ length }, (_, index) => generateInput(from + index));
    expect(compareAll(inputs)).toEqual([]);
  });
});
