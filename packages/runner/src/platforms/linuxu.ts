import { programMissing } from '../errors.ts';
import { gdbOfProcess, waitForTracer } from '../gdb.ts';
import { joinNamespace, namespaceScript, tapName } from '../network/namespace.ts';
import { dieWithParent, findProgram, signalNumber } from '../spawn.ts';
import type { Launch, PlanLaunch, ProcessEnd } from './platform.ts';

/**
 * Plans the image as what it is, an ordinary process.
 *
 * Its network: an existing tap device by name; or, without any rights, a user and network namespace of its own, in
 * which a tap for the image is bridged to the one of slirp4netns.
 */
export const planLinuxu: PlanLaunch = async (image, settings) => {
  const { network } = settings;
  const tap = network.kind === 'tap' ? network.name : tapName;
  const parameters = [
    ...(network.kind === 'none' ? [] : [`tap.name=${tap}`]),
    ...(image.initrd ? [`initrd=${image.initrd}`] : []),
    ...(settings.memoryMib === undefined ? [] : [`linuxu.memory=${Math.ceil(settings.memoryMib * 1024)}K`]),
    ...settings.parameters,
  ];
  const process = [
    settings.gdb ? image.symbols : image.image,
    ...parameters,
    ...(settings.args.length > 0 ? ['--', ...settings.args] : []),
  ];
  const common = {
    stderrIsConsole: true,
    readExit: statusOfProcess,
    ...(settings.gdb ? { gdbCommand: gdbOfProcess } : {}),
  };
  const held = settings.gdb ? ['/bin/sh', '-c', waitForTracer, ...process] : process;
  if (network.kind !== 'user') return { ...common, command: dieWithParent(held) };

  const slirp = need('slirp4netns', 'slirp4netns', 'it is the network of images that are Linux processes');
  const unshare = need('unshare', 'util-linux', 'it makes the network namespace of the image');
  need('ip', 'iproute2', 'it makes the tap device of the image');
  const launch: Launch = {
    ...common,
    // setpriv after unshare: new credentials clear the signal that it sets.
    command: [
      unshare,
      '--user',
      '--map-root-user',
      '--net',
      '--',
      ...dieWithParent(['/bin/sh', '-c', namespaceScript, ...held]),
    ],
    extraFds: 2,
    accompany: (child) => joinNamespace(slirp, child, settings),
  };
  return launch;
};

function need(program: string, debianPackage: string, purpose: string): string {
  const found = findProgram(program);
  if (found) return found;
  throw programMissing(
    program,
    purpose,
    debianPackage,
    'Without a network: --net none. With a tap device that exists already: --net tap:NAME.',
  );
}

function statusOfProcess({ exitCode, signal }: ProcessEnd): number {
  if (signal !== undefined) return 128 + signalNumber(signal);
  return exitCode ?? 127;
}
