import { describe, expect, it } from 'vitest';
import { findSettingLine } from './setting-places.ts';

const code = `import { defineApp } from 'unicore-link';

const net = {
  mtu: 9000,
};

// options: { lwip: { ipv6: false } }
export default defineApp({
  targets: [
    'kvm',
    'xen',
  ],
  'profile': "size",
  options: {
    lwip: { ipv6: false, 'tcpMss': 10 },
    net,
    tlsf: makeOptions({ checks: true }),
    trace: { level: 1, ...more },
    files: { ...more, depth: 2 },
  },
  run: { memoryMib: 4 },
} satisfies object);
`;

const descriptor = `import { defineLibrary, int } from '@unicore/descriptor';
const mtu = { range: [1, 9] };
/* requires: { malloc: 'in a comment' } */
export default defineLibrary({
  name: 'lwip', // requires: { malloc: '0.0' }
  summary: "requires: { malloc: 'in a text' }",
  requires: {
    'netdev': '1.0',
    malloc: '1.0',
  },
  options: {
    ipv6: bool({
      default: true,
      select: ['lib.entropy', other],
    }),
    malloc: int({ default: 1 }),
    mtu: int(mtu),
  },
});
`;
const inDescriptor = (...path: readonly (string | number)[]): number | undefined =>
  findSettingLine({ text: descriptor, isJson: false, prefix: [] }, path);

const inCode = (...path: readonly (string | number)[]): number | undefined =>
  findSettingLine({ text: code, isJson: false, prefix: [] }, path);

describe('findSettingLine', () => {
  it('finds a setting where its key stands', () => {
    expect(inCode('profile')).toBe(13);
    expect(inCode('options', 'lwip', 'ipv6')).toBe(15);
    expect(inCode('options', 'lwip', 'tcpMss')).toBe(15);
    expect(inCode('options', 'files', 'depth')).toBe(19);
    expect(inCode('run', 'memoryMib')).toBe(21);
  });

  it('finds it in an object that a name stands for', () => {
    expect(inCode('options', 'net')).toBe(16);
    expect(inCode('options', 'net', 'mtu')).toBe(4);
  });

  it('finds the list for what is in it', () => {
    expect(inCode('targets', 1)).toBe(9);
  });

  it('finds none where code may say it, or nothing does', () => {
    expect(inCode('options', 'tlsf')).toBe(17);
    expect(inCode('options', 'tlsf', 'checks')).toBeUndefined();
    expect(inCode('options', 'trace', 'level')).toBeUndefined();
    expect(inCode('options', 'lwip', 'dhcp')).toBeUndefined();
    expect(findSettingLine({ text: '', isJson: false, prefix: [] }, ['profile'])).toBeUndefined();
    expect(
      findSettingLine({ text: 'export default make();', isJson: false, prefix: [] }, ['profile']),
    ).toBeUndefined();
  });

  it('finds it by where its key stands, not in comments and texts, and through builders of options', () => {
    expect(inDescriptor('requires', 'malloc')).toBe(9);
    expect(inDescriptor('options', 'malloc')).toBe(16);
    expect(inDescriptor('requires', 'netdev')).toBe(8);
    expect(inDescriptor('options', 'ipv6', 'select')).toBe(14);
    expect(inDescriptor('options', 'ipv6', 'select', 0)).toBe(14);
    expect(inDescriptor('options', 'mtu', 'range')).toBe(2);
    expect(inDescriptor('malloc')).toBeUndefined();
    expect(inDescriptor('requires', 'sched')).toBeUndefined();
  });

  it('finds it in what a name stands for that a builder was given, and in no circle of names', () => {
    const text = `const loud = bool({
  dependsOn: 'a',
});
const app = defineApp({
  ownOptions: { loud, even, odd },
});
const even = odd;
const odd = even;
export default app;
`;
    const at = (...path: readonly string[]) => findSettingLine({ text, isJson: false, prefix: [] }, path);

    expect(at('ownOptions', 'loud')).toBe(5);
    expect(at('ownOptions', 'loud', 'dependsOn')).toBe(2);
    expect(at('ownOptions', 'even', 'dependsOn')).toBeUndefined();
  });

  it('finds nothing in what is no program', () => {
    for (const text of ['"unclosed: {', '}}}} a: 1', 'export default defineLibrary({ a: bool('])
      expect(findSettingLine({ text, isJson: false, prefix: [] }, ['a', 'b'])).toBeUndefined();
  });

  it('finds it in JSON, and in a package.json', () => {
    const app = '{\n  "profile": "size",\n  "options": {\n    "lwip": { "ipv6": false }\n  }\n}\n';
    const whole = `{\n  "profile": 1,\n  "unicore": {\n    "app": ${app} } }`;

    expect(findSettingLine({ text: app, isJson: true, prefix: [] }, ['options', 'lwip', 'ipv6'])).toBe(4);
    expect(findSettingLine({ text: whole, isJson: true, prefix: ['unicore', 'app'] }, ['profile'])).toBe(5);
  });
});
