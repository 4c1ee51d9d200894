import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UnicoreError } from '@unicore/descriptor';
import { describe, expect, it } from 'vitest';
import { fitCommandLine, kernelCommandLine } from './kernel-command-line.ts';

const page = join(import.meta.dirname, '../../../docs/errors/ERR_UNICORE_COMMAND_LINE_TOO_LONG.md');

describe('kernelCommandLine', () => {
  it.each([
    [[], [], ''],
    [['lwip.ip=10.0.0.2'], [], 'lwip.ip=10.0.0.2'],
    [[], ['-v'], '-- -v'],
    [['a.b=1'], ['two words', ''], 'a.b=1 -- "two words" ""'],
    [[], [String.raw`say "\"`], String.raw`-- "say \"\\\""`],
    [[], [String.raw`back\slash`], String.raw`-- back\slash`],
  ])('renders %j and %j as %s', (parameters, args, line) => {
    expect(kernelCommandLine(parameters, args)).toBe(line);
  });
});

describe('fitCommandLine', () => {
  it('ends the line by 0 and fills its place', () => {
    expect([...fitCommandLine(['a=1'], [], 6)]).toEqual([97, 61, 49, 0, 0, 0]);
  });

  it('takes the longest line that leaves room for the 0', () => {
    expect(fitCommandLine(['a'.repeat(3071)], [], 3072).at(-1)).toBe(0);
  });

  it('counts bytes, not characters', () => {
    expect(() => fitCommandLine(['\u00e9\u00e9'], [], 4)).toThrow('4 bytes long');
  });

  it('refuses a longer one as its page shows', () => {
    let thrown: unknown;
    try {
      fitCommandLine(['a'.repeat(4000)], [], 3072);
    } catch (error) {
      thrown = error;
    }

    expect(thrown).toBeInstanceOf(UnicoreError);
    const { code, message, hint } = thrown as UnicoreError;
    expect(code).toBe('ERR_UNICORE_COMMAND_LINE_TOO_LONG');
    expect(readFileSync(page, 'utf8')).toContain(`\n\`\`\`\n${message}\n${String(hint)}\n\`\`\`\n`);
  });
});
