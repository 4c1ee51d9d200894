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

  it('finds it in JSON, and in a package.json', () => {
    const app = '{\n  "profile": "size",\n  "options": {\n    "lwip": { "ipv6": false }\n  }\n}\n';
    const whole = `{\n  "profile": 1,\n  "unicore": {\n    "app": ${app} } }`;

    expect(findSettingLine({ text: app, isJson: true, prefix: [] }, ['options', 'lwip', 'ipv6'])).toBe(4);
    expect(findSettingLine({ text: whole, isJson: true, prefix: ['unicore', 'app'] }, ['profile'])).toBe(5);
  });
});
