import { expect, it } from 'vitest';
import { xlConfig } from './xl-config.ts';

const hello = { name: 'hello', type: 'pvh', kernel: '/build/hello', memoryMib: 2 } as const;

it('writes what xl needs, in whole MiB, and destroys a guest however it ends', () => {
  expect(xlConfig({ ...hello, memoryMib: 2.25 })).toBe(`name = "hello"
type = "pvh"
kernel = "/build/hello"
memory = 3
vcpus = 1
on_poweroff = "destroy"
on_reboot = "destroy"
on_crash = "destroy"
`);
});

it('gives 16 MiB where nothing is said', () => {
  expect(xlConfig({ ...hello, memoryMib: undefined })).toContain('\nmemory = 16\n');
});

it('writes the command line, an initial file system, networks and disks', () => {
  const text = xlConfig({
    ...hello,
    type: 'pv',
    ramdisk: '/build/hello.cpio',
    commandLine: 'net.addr=10.0.2.15/24 -- one two',
    networks: [{ bridge: 'xenbr0', mac: '00:16:3e:00:00:01' }, { backend: 'router' }, {}],
    disks: [
      { target: '/dev/vda', device: 'xvda' },
      { target: '/tmp/a, b.img', device: 'xvdb', readOnly: true },
    ],
  });

  expect(text.split('\n')).toEqual(
    expect.arrayContaining([
      'type = "pv"',
      'ramdisk = "/build/hello.cpio"',
      'cmdline = "net.addr=10.0.2.15/24 -- one two"',
      'vif = [ "bridge=xenbr0,mac=00:16:3e:00:00:01", "backend=router", "" ]',
      'disk = [ "format=raw,vdev=xvda,access=rw,target=/dev/vda", "format=raw,vdev=xvdb,access=ro,target=/tmp/a, b.img" ]',
    ]),
  );
});

it.each([
  ['quotes', 'say "hi"', String.raw`say \"hi\"`],
  ['backslashes', String.raw`a\b`, String.raw`a\\b`],
  ['line ends', 'one\ntwo', String.raw`one\ntwo`],
  ['no tabs', 'one\ttwo', 'one\ttwo'],
  ['no apostrophes', "it's", "it's"],
])('escapes %s', (_, commandLine, escaped) => {
  expect(xlConfig({ ...hello, commandLine })).toContain(`\ncmdline = "${escaped}"\n`);
});
