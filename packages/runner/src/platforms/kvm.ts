import { kernelCommandLine } from '../command-line.ts';
import { acceleratorUnavailable, monitorFailed, programMissing } from '../errors.ts';
import { gdbOfMachine } from '../gdb.ts';
import type { Image } from '../image.ts';
import type { Accelerator, Settings } from '../options.ts';
import { findFreePort } from '../ports.ts';
import { dieWithParent, findProgram, signalNumber } from '../spawn.ts';
import { addressParameters, planUsernet } from '../network/usernet.ts';
import { checkMemory } from './check-memory.ts';
import { kvmSupport } from './kvm-support.ts';
import { virtualMachineFor } from './machine.ts';
import { deviceArgs, machineArgs, memoryArgs } from './machine-args.ts';
import type { PlanLaunch, ProcessEnd } from './platform.ts';

/** Memory where neither the image nor the command line says anything. */
const defaultMemoryMib = 64;

const programs: Readonly<Record<string, string>> = { x86_64: 'qemu-system-x86_64' };

/**
 * Plans a virtual machine with PVH entry and one serial port: a QEMU microvm, or a q35 where the image drives PCI.
 *
 * The guest ends by a write to port 0xf4 (isa-debug-exit), see {@link statusOfQemu}.
 */
export const planKvm: PlanLaunch = async (image, settings) => {
  const name = programs[image.architecture] ?? `qemu-system-${image.architecture}`;
  const program = findProgram(name);
  if (!program) {
    throw programMissing(
      name,
      'it runs images for kvm',
      'qemu-system-x86',
      'Or take the image that needs none: npx unicore-link run --plat linuxu',
    );
  }
  checkMemory(image, settings);
  const accelerator = chooseAccelerator(settings);
  const gdbPort = settings.gdb ? await findFreePort() : undefined;
  const machine = virtualMachineFor(image);
  const command = [
    program,
    ...machineArgs(machine, accelerator),
    ...guest(image, settings),
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
    readExit: (end) => statusOfQemu(name, end),
    endsAbruptly: (exitCode) => exitCode !== undefined && exitCode % 2 === 0,
    ...(gdbPort ? { gdbCommand: () => gdbOfMachine(image, gdbPort) } : {}),
  };
};

/**
 * Takes KVM where it serves, unless told otherwise.
 *
 * @throws {UnicoreError} `ERR_UNICORE_ACCELERATOR_UNAVAILABLE`
 */
export function chooseAccelerator({ accelerator, note }: Settings): Accelerator {
  const support = kvmSupport();
  if (accelerator === 'tcg') return 'tcg';
  if (accelerator === 'kvm' && !support.serves) throw acceleratorUnavailable(support.reason);
  if (support.serves) {
    note('accelerator: kvm');
    return 'kvm';
  }
  note(`accelerator: tcg (${support.reason})`);
  return 'tcg';
}

function guest(image: Image, settings: Settings): readonly string[] {
  const { memoryMib, subnet, parameters, args } = settings;
  const addresses = settings.network.kind === 'own-tap' ? addressParameters(image, subnet) : [];
  const line = kernelCommandLine([...addresses, ...parameters], args);
  return [
    memoryArgs(settings, memoryMib ?? defaultMemoryMib),
    ['-kernel', image.image],
    image.initrd ? ['-initrd', image.initrd] : [],
    line ? ['-append', line] : [],
  ].flat();
}

/**
 * The guest's exit status out of QEMU's. Pure.
 *
 * isa-debug-exit ends QEMU with (value << 1) | 1, and the guest writes its status, 0 to 127. QEMU's own failures are 1
 * as well, which is the guest's success: they are told by what QEMU says then. An even status means that the guest
 * reset (a triple fault) or was powered off without saying how it went: that counts as 1.
 */
export function statusOfQemu(program: string, { exitCode, signal, monitorOutput }: ProcessEnd): number {
  if (signal !== undefined) return 128 + signalNumber(signal);
  const complaint = monitorOutput
    .split('\n')
    .some((line) => line.startsWith(`${program}: `) && !line.includes(': warning: '));
  if (exitCode === undefined || (exitCode === 1 && complaint))
    throw monitorFailed(program, exitCode ?? 127, monitorOutput);
  if (exitCode % 2 === 0) return 1;
  return exitCode >> 1;
}
