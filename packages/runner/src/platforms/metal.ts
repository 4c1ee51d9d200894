import { dirname, join } from 'node:path';
import type { BootMedium } from '@unicore/resolve';
import { mediumMissing, programMissing } from '../errors.ts';
import { gdbOfMachine } from '../gdb.ts';
import type { Image } from '../image.ts';
import { firmwareArgs } from '../metal/firmware.ts';
import { copyMedium, type OwnMedium } from '../metal/medium.ts';
import { addressParameters, planUsernet } from '../network/usernet.ts';
import type { Settings } from '../options.ts';
import { findFreePort } from '../ports.ts';
import { dieWithParent, findProgram } from '../spawn.ts';
import { checkMemory } from './check-memory.ts';
import { chooseAccelerator, statusOfQemu } from './kvm.ts';
import { pcFor } from './machine.ts';
import { deviceArgs, machineArgs, memoryArgs } from './machine-args.ts';
import { givenFd, type PlanLaunch } from './platform.ts';

/** UEFI firmware takes most of it. */
const defaultMemoryMib = { bios: 64, uefi: 256 };
/** OVMF of Debian 12 finds no disk in less. */
const firmwareKib = { bios: 0, uefi: 40 * 1024 };
/** Where BIOS loaders put the image. */
const loadedAt = 0x100000;
const program = 'qemu-system-x86_64';

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
      'Or take the image that needs none: npx unicore-link run --plat linuxu',
    );
  }
  const { firmware } = settings;
  const firmwareOf = firmwareArgs(firmware);
  checkMemory(image, settings, { loadedAt, firmwareKib: firmwareKib[firmware] });
  const accelerator = chooseAccelerator(settings);
  const gdbPort = settings.gdb ? await findFreePort() : undefined;
  const machine = pcFor(image);
  const medium = own(image, settings);
  try {
    const command = [
      found,
      ...machineArgs(machine, accelerator),
      ...memoryArgs(settings, settings.memoryMib ?? defaultMemoryMib[firmware]),
      ...firmwareOf,
      ...start(settings),
      ...deviceArgs(machine, settings),
      ...(gdbPort ? ['-gdb', `tcp:127.0.0.1:${gdbPort}`, '-S'] : []),
      ...settings.monitorArgs,
    ];
    return {
      ...((settings.network.kind === 'user' ? undefined : await planUsernet(command, settings)) ?? {
        command: dieWithParent(command),
      }),
      accelerator,
      stderrIsConsole: false,
      givenFds: [medium.fd],
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

/** At the last port: the image may drive the controller as well, and counts its own disks from the first. */
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
