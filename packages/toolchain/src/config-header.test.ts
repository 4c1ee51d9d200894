import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { configHeader } from './config-header.ts';

describe('configHeader', () => {
  it('defines a macro for each option, by name', () => {
    expect(configHeader({ LWIP_TCP: 1, BOOT_BASE: '0xffffffff80000000', APP_LIMIT: -3 })).toBe(
      '#define UC_CONFIG_APP_LIMIT -3\n#define UC_CONFIG_BOOT_BASE 0xffffffff80000000\n#define UC_CONFIG_LWIP_TCP 1\n',
    );
  });

  it.each(['plain', '', 'two\nlines', 'quote " and \\ backslash', 'trigraph ??/ here', 'é'])(
    'writes the string %j so that the compiler reads the same bytes',
    (value) => {
      const header = configHeader({ NAME: value });
      const source = `${header}char text[] = UC_CONFIG_NAME;\n`;
      const assembly = execFileSync('gcc', ['-std=gnu11', '-S', '-x', 'c', '-', '-o', '-'], {
        input: source,
        encoding: 'utf8',
      });
      const bytes = Buffer.byteLength(value) + 1;

      expect(assembly).toMatch(new RegExp(`\\.size\\s+text, ${bytes}\\b`));
    },
  );

  it('leaves a literal as it is', () => {
    expect(configHeader({ NAME: '"ready"' })).toBe('#define UC_CONFIG_NAME "ready"\n');
  });
});
