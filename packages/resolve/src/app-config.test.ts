import { describe, expect, it } from 'vitest';
import { parseAppConfig } from './app-config.ts';

describe('parseAppConfig', () => {
  it('returns every setting as plain data, without those that are undefined', () => {
    const config = {
      name: 'shop',
      targets: ['kvm', 'linuxu/x86_64'],
      arch: 'x86_64',
      profile: 'size',
      options: { lwip: { ipv6: false, tcpSndBuf: 4096 }, lib: { netfront: false }, app: { verbose: true } },
      ownOptions: { verbose: { type: 'bool', prompt: 'Talk more' } },
      requires: { netstack: '1.0' },
      providers: { malloc: 'alloc-bump', netdev: ['virtio-net', 'netfront'] },
      sources: ['src/**/*.c'],
      includes: ['include'],
      cflags: ['-Wno-unused'],
      initrd: 'files',
      run: {
        memoryMib: 2.25,
        network: true,
        publish: ['8080:80', '5300:53/udp', '0.0.0.0:8081:80'],
        disks: ['disk.img,size=64M', '/dev/sdb,ro'],
        parameters: ['net.addr=10.0.0.2/24'],
        args: ['-v'],
        url: 'http://localhost:{port:80}/',
      },
      toolchain: { compiler: 'clang', launcher: 'ccache' },
    };

    expect(parseAppConfig({ ...config, initrd: config.initrd }, 'f')).toEqual(config);
    expect(parseAppConfig({ initrd: undefined }, 'f')).toStrictEqual({});
  });

  const wrong: readonly (readonly [string, unknown, string])[] = [
    ['a list for the whole', [], 'In f, the whole: expected an object, got a list.'],
    ['no configuration', null, 'In f, the whole: expected an object, got null.'],
    ['a path as name', { name: '../x' }, 'In f, name: expected a file name, got "../x".'],
    ['one target without a list', { targets: 'kvm' }, 'In f, targets: expected a list, got "kvm".'],
    [
      'a number as target',
      { targets: ['kvm', 7] },
      'In f, targets.1: expected a platform, or one with its architecture, as "kvm/x86_64", got 7.',
    ],
    [
      'an unknown profile',
      { profile: 'fast' },
      'In f, profile: expected "debug", "size" or "speed", got "fast".',
    ],
    [
      'a function as option',
      { options: { lwip: { ipv6: () => true } } },
      'In f, options.lwip.ipv6: expected true, false, a number or a string, got a function.',
    ],
    ['no memory', { run: { memoryMib: 0 } }, 'In f, run.memoryMib: expected a number above 0, got 0.'],
    [
      'a target of three parts',
      { targets: ['kvm/x86_64/debug'] },
      'In f, targets.0: expected a platform, or one with its architecture, as "kvm/x86_64", got "kvm/x86_64/debug".',
    ],
    [
      'a compiler without a name',
      { toolchain: { compiler: '' } },
      'In f, toolchain.compiler: expected the name or path of a program, got "".',
    ],
    [
      'a port without a guest',
      { run: { publish: ['8080'] } },
      'In f, run.publish.0: expected ports as "8080:80", "5300:53/udp" or "0.0.0.0:8080:80", got "8080".',
    ],
    [
      'a disk that is written otherwise',
      { run: { disks: ['disk.img,rw'] } },
      'In f, run.disks.0: expected a disk as "disk.img", "disk.img,ro" or "disk.img,size=64M", got "disk.img,rw".',
    ],
  ];

  it.each(wrong)('refuses %s', (_, value, message) => {
    expect(() => parseAppConfig(value, 'f')).toThrow(
      expect.objectContaining({ code: 'ERR_UNICORE_BAD_SETTING', message }),
    );
  });

  it('names the nearest setting for one that there is not, at each depth', () => {
    expect(() => parseAppConfig({ target: ['kvm'] }, 'f')).toThrow(
      expect.objectContaining({
        code: 'ERR_UNICORE_UNKNOWN_SETTING',
        message: 'In f, there is no setting target. Did you mean "targets"?',
      }),
    );
    expect(() => parseAppConfig({ run: { memoryMb: 4 } }, 'f')).toThrow(
      'In f, there is no setting run.memoryMb. Did you mean "memoryMib"?',
    );
  });

  it('says first where a setting stands, where somebody knows', () => {
    const placeOf = (path: readonly (string | number)[]): string => `f:${path.length}`;

    expect(() => parseAppConfig({ run: { memoryMb: 4 } }, 'f', placeOf)).toThrow(
      'f:2: there is no setting run.memoryMb. Did you mean "memoryMib"?',
    );
    expect(() => parseAppConfig({ targets: ['kvm', 1] }, 'f', placeOf)).toThrow('f:2: targets.1: expected');
  });

  it("judges the application's own options as a descriptor's", () => {
    const misspelt = { ownOptions: { verbose: { type: 'boolean' } } };

    expect(() => parseAppConfig(misspelt, 'f')).toThrow(
      expect.objectContaining({
        code: 'ERR_UNICORE_BAD_DESCRIPTOR',
        message: expect.stringMatching(/^f: ownOptions\.verbose\.type: expected /),
      }),
    );
    expect(() => parseAppConfig(misspelt, 'f', (path) => `f:${path.length}`)).toThrow(
      'f:2: ownOptions.verbose.type: expected ',
    );
  });

  it.each([
    [{ ownOptions: { loud: { type: 'bool', dependsOn: 'a & b' } } }, 'f:2: ownOptions.loud.dependsOn: In'],
    [{ requires: { netdev: { version: '1.0', when: '(a' } } }, 'f:2: requires.netdev.when: In'],
  ])('says where a condition stands that cannot be parsed: %j', (config, message) => {
    expect(() => parseAppConfig(config, 'f', (path) => `f:${path.length}`)).toThrow(
      expect.objectContaining({
        code: 'ERR_UNICORE_BAD_EXPRESSION',
        message: expect.stringContaining(message),
      }),
    );
  });
});
