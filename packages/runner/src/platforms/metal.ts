import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { BootMedium } from '@unicore/resolve';
import { mediumMissing, programMissing } from '../errors.ts';
import { gdbOfMachine } from '../gdb.ts';
import type { Image } from '../image.ts';
import { firmwareArgs } from '../metal/firmware.ts';
import { copyMedium, type OwnMedium } from '../metal/medium.ts';
import { addressParameters, planUsernet } from '../network/usernet.ts';
import type { Accelerator, Settings } from '../options.ts';
import { findFreePort } from '../ports.ts';
import { dieWithParent, findProgram } from '../spawn.ts';
import { chooseAccelerator, disks, network, statusOfQemu } from './kvm.ts';
import { givenFd, type PlanLaunch } from './platform.ts';

/** UEFI firmware takes most of it. */
const defaultMemoryMib = { bios: 64, uefi: 256 };
const program = 'qemu-system-x86_64';

/** Drivers of network devices, and what QEMU calls a device for each; the first that the image holds counts. */
const networkDevices = [
  ['VIRTIO_NET', 'virtio-net-pci'],
  ['E1000', 'e1000e'],
] as const;

/**
 * Plans a PC as QEMU plays it, a q35 with SeaBIOS or OVMF, which starts from the image's disk, or from its ISO image as from a
 * CD.
 *
 * The guest's status comes by port 0xf4, as on kvm.
 */
export const planMetal: PlanLaunch = async (image, settings) => {
  const found = findProgram(program);
  if (!found) {
    throw programMissing(
      program,
      'it plays the machine that starts images for metal',
      'qemu-system-x86',
      'Or take the image that needs none: unicore-link run --plat linuxu',
    );
  }
  const { firmware } = settings;
  const firmwareOf = firmwareArgs(firmware);
  const accelerator = chooseAccelerator(settings);
  const gdbPort = settings.gdb ? await findFreePort() : undefined;
  const medium = own(image, settings);
  try {
    const command = [
      found,
      ...machine(accelerator, (settings.memoryMib ?? defaultMemoryMib[firmware]) * 1024),
      ...firmwareOf,
      ...start(settings),
      ...network(settings, networkDevice(image)),
      ...disks(settings, 'virtio-blk-pci'),
      ...(gdbPort ? ['-gdb', `tcp:127.0.0.1:${gdbPort}`, '-S'] : []),
      ...settings.monitorArgs,
    ];
    return {
      ...((settings.network.kind === 'user' ? undefined : await planUsernet(command, settings)) ?? {
        command: dieWithParent(command),
      }),
      accelerator,
      stderrIsConsole: false,
      givenFd: medium.fd,
      cleanUp: medium.close,
      readExit: (end) => statusOfQemu(program, end),
      endsAbruptly: (exitCode) => exitCode !== undefined && exitCode % 2 === 0,
      ...(gdbPort ? { gdbCommand: () => gdbOfMachine(image, gdbPort) } : {}),
    };
  } catch (error) {
    medium.close();
    throw error;
  }
};

function own(image: Image, { medium: kind, network: net, subnet, parameters, args }: Settings): OwnMedium {
  const medium: BootMedium | undefined = image.media?.[kind];
  if (!medium) throw mediumMissing(image.image, kind);
  const addresses = net.kind === 'own-tap' ? addressParameters(image, subnet) : [];
  const file = join(dirname(image.image), medium.file);
  return copyMedium({ ...medium, file }, [...addresses, ...parameters], args);
}

function machine(accelerator: Accelerator, memoryKib: number): readonly string[] {
  return [
    ['-M', 'q35', '-accel', accelerator, '-cpu', 'max', '-m', `${Math.ceil(memoryKib)}k`],
    ['-nodefaults', '-no-user-config', '-no-reboot', '-display', 'none'],
    ['-chardev', 'stdio,id=console,signal=on', '-serial', 'chardev:console'],
    ['-device', 'isa-debug-exit,iobase=0xf4,iosize=0x4'],
  ].flat();
}

/**
 * QEMU opens by a descriptor of its own what has no name. At the last port: the image may drive the controller as well, and counts
 * its own disks from the first.
 */
function start({ medium }: Settings): readonly string[] {
  const backend = {
    driver: 'raw',
    'node-name': 'medium',
    'read-only': medium === 'iso',
    file: { driver: 'file', filename: `/proc/self/fd/${givenFd}` },
  };
  const device = medium === 'iso' ? 'ide-cd' : 'ide-hd';
  return ['-blockdev', JSON.stringify(backend), '-device', `${device},drive=medium,bus=ide.5,bootindex=0`];
}

/** What the image has a driver for. */
function networkDevice({ configFile }: Image): string {
  let config = '';
  try {
    config = readFileSync(configFile, 'utf8');
  } catch {
    // An image whose build left no configuration.
  }
  const device = networkDevices.find(([library]) => config.includes(`CONFIG_LIB_${library}=y\n`));
  return device?.[1] ?? networkDevices[0][1];
}
