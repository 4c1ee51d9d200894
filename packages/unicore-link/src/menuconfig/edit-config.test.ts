import { describe, expect, it } from 'vitest';
import { editConfig, newConfig } from './edit-config.ts';
import type { SettingPath, SettingValue } from './settings.ts';

function edited(text: string, path: SettingPath, value: SettingValue | undefined): string {
  const result = editConfig({ text, isJson: text.startsWith('{'), prefix: [] }, { path, value });
  if ('edit' in result)
    return `${result.line}: ${result.computed} ${result.isWhole ? '=' : '+'} ${result.text}`;
  return result.text;
}

const ipv6 = ['options', 'lwip', 'ipv6'];

describe('editConfig changes a literal and nothing else', () => {
  it.each<[title: string, before: string, path: SettingPath, value: SettingValue | undefined, after: string]>(
    [
      ['a value', 'export default { a: 1, b: true }', ['a'], 2, 'export default { a: 2, b: true }'],
      [
        'a value among comments',
        'export default defineApp({\n  /* a: 0 */ a: 1 /* one */, // a: 2\n});',
        ['a'],
        -3,
        'export default defineApp({\n  /* a: 0 */ a: -3 /* one */, // a: 2\n});',
      ],
      [
        'a member of a line',
        "export default { options: { lwip: { dns: 'x' } } };",
        ipv6,
        false,
        "export default { options: { lwip: { dns: 'x', ipv6: false } } };",
      ],
      [
        'members in lines of their own, with the comment behind the last',
        'export default {\n  options: {\n    lwip: {\n      dns: 1, // why\n    },\n  },\n};\n',
        ipv6,
        true,
        'export default {\n  options: {\n    lwip: {\n      dns: 1, // why\n      ipv6: true,\n    },\n  },\n};\n',
      ],
      [
        'members without a last comma',
        'export default {\n\tname: "x" // why\n}',
        ['profile'],
        'size',
        'export default {\n\tname: "x", // why\n\tprofile: "size"\n}',
      ],
      [
        'objects that are not there yet',
        "import { defineApp } from 'unicore-link';\nexport default defineApp({})",
        ipv6,
        false,
        "import { defineApp } from 'unicore-link';\nexport default defineApp({ options: { lwip: { ipv6: false } } })",
      ],
      [
        'the object that a name stands for',
        'const app = defineApp({ options: { lwip: { ipv6: true } } });\nexport default app;',
        ipv6,
        false,
        'const app = defineApp({ options: { lwip: { ipv6: false } } });\nexport default app;',
      ],
      [
        'a library whose name is no identifier',
        'export default { options: {} };',
        ['options', 'alloc-tlsf', 'x'],
        '0x1f',
        "export default { options: { 'alloc-tlsf': { x: '0x1f' } } };",
      ],
      [
        'a list',
        "export default { targets: ['kvm', /* and */ 'xen'] };",
        ['targets'],
        ['kvm', "it's"],
        String.raw`export default { targets: ['kvm', 'it\'s'] };`,
      ],
      [
        'what a name stands for',
        'const config: AppConfig = {\n  options,\n};\nconst options = { lwip: { ipv6: true } };\nexport default defineApp(config);',
        ipv6,
        false,
        'const config: AppConfig = {\n  options,\n};\nconst options = { lwip: { ipv6: false } };\nexport default defineApp(config);',
      ],
      [
        'an object that satisfies a type',
        'export default { a: 1 } satisfies AppConfig;',
        ['a'],
        2,
        'export default { a: 2 } satisfies AppConfig;',
      ],
      [
        'behind regular expressions, templates and braces in strings',
        'const r = /[/}]\'"/; const t = `${`}`}{`;\nexport default { x: "}", y: /}/, z: `}`, a: 1 };',
        ['a'],
        2,
        'const r = /[/}]\'"/; const t = `${`}`}{`;\nexport default { x: "}", y: /}/, z: `}`, a: 2 };',
      ],
      ['the last of two', 'module.exports = { a: 1, a: 2 };', ['a'], 3, 'module.exports = { a: 1, a: 3 };'],
      [
        'JSON',
        '{\n  "name": "x"\n}\n',
        ipv6,
        false,
        '{\n  "name": "x",\n  "options": { "lwip": { "ipv6": false } }\n}\n',
      ],
      ['JSON strings', '{ "profile": "speed" }', ['profile'], 'size', '{ "profile": "size" }'],
      [
        'a line that goes',
        'export default {\n  a: 1,\n  b: 2, // two\n  c: 3,\n};',
        ['b'],
        undefined,
        'export default {\n  a: 1,\n  c: 3,\n};',
      ],
      [
        'a member of a line that goes',
        'export default { a: 1, b: 2 };',
        ['a'],
        undefined,
        'export default { b: 2 };',
      ],
      ['the last of a line', 'export default { a: 1, b: 2 };', ['b'], undefined, 'export default { a: 1 };'],
      ['the only one', 'export default { a: 1 };', ['a'], undefined, 'export default {};'],
      ['what is not there', 'export default { a: 1 };', ['b'], undefined, 'export default { a: 1 };'],
    ],
  )('%s', (_, before, path, value, after) => {
    expect(edited(before, path, value)).toBe(after);
  });
});

describe('editConfig says what to paste', () => {
  it.each<[title: string, text: string, path: SettingPath, says: string]>([
    [
      'for a computed value',
      'export default {\n  options: { lwip: { ipv6: isBig() } },\n};',
      ipv6,
      '2: options.lwip.ipv6 = ipv6: false,',
    ],
    ['for a sum', 'export default { a: 1 + 2 };', ['a'], '1: a = a: false,'],
    [
      'for a computed object',
      'export default {\n  options: make() };',
      ipv6,
      '2: options + lwip: { ipv6: false },',
    ],
    [
      'for a spread that would win',
      'export default { options: { lwip: { ipv6: true, ...others } } };',
      ipv6,
      '1: options.lwip + ipv6: false,',
    ],
    [
      'for a spread that a new object would hide',
      'export default {\n  ...base,\n};',
      ipv6,
      '1: the configuration + options: { lwip: { ipv6: false } },',
    ],
    ['for a function', 'export default () => ({ a: 1 });', ['a'], '1: the configuration + a: false,'],
    ['for a method', 'export default { a() { return 1; } };', ['a'], '1: a = a: false,'],
    ['for no config at all', 'nothing here', ['a'], '1: the configuration + a: false,'],
  ])('%s', (_, text, path, says) => {
    expect(edited(text, path, false)).toBe(says);
  });
});

it('ends on any text', () => {
  const text = 'export default defineApp({ a: [1, `${x}`, /re/ ], ...b, "c": { d: \'e\' } }); // end';
  for (let end = 0; end <= text.length; end++) {
    for (let start = 0; start <= end; start += 7)
      expect(edited(text.slice(start, end), ['c', 'd'], 1)).toBeTypeOf('string');
  }
});

it('makes a config of edits', () => {
  expect(
    newConfig([
      { path: ['targets'], value: ['kvm'] },
      { path: ipv6, value: false },
      { path: ['options', 'lib', 'lwip'], value: true },
    ]),
  ).toBe(`import { defineApp } from 'unicore-link';

export default defineApp({
  targets: ['kvm'],
  options: { lwip: { ipv6: false }, lib: { lwip: true } },
});
`);
});
