import { closeSync, openSync } from 'node:fs';
import { gdbOfProcess, waitForTracer } from '../gdb.ts';
import { joinNamespace, namespaceScript, tapName } from '../network/namespace.ts';
import { planUsernet, usernetParameters } from '../network/usernet.ts';
import { dieWithParent, findProgram, signalNumber } from '../spawn.ts';
import type { Launch, PlanLaunch, ProcessEnd } from './platform.ts';

/**
 * Plans the image as what it is, an ordinary process.
 *
 * Its network: an existing tap device by name; or, without any rights, a network namespace of its own, in which a tap for
 * the image is bridged to the one of slirp4netns; or, where slirp4netns or /dev/net/tun is missing, usernet, which relays
 * the published ports and has no way out.
 */
export const planLinuxu: PlanLaunch = async (image, settings) => {
  const { network } = settings;
  const slirp = network.kind === 'user' ? findSlirp() : undefined;
  const parameters = [
    ...(network.kind === 'tap' ? [`tap.name=${network.name}`] : []),
    ...(network.kind === 'user' ? (slirp ? [`tap.name=${tapName}`] : usernetParameters) : []),
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

  if (!slirp) return { ...common, ...(await planUsernet(held, settings)) };
  const launch: Launch = {
    ...common,
    // setpriv after unshare: new credentials clear the signal that it sets.
    command: [
      slirp.unshare,
      '--user',
      '--map-root-user',
      '--net',
      '--',
      ...dieWithParent(['/bin/sh', '-c', namespaceScript, ...held]),
    ],
    extraFds: 2,
    accompany: (child) => joinNamespace(slirp.program, child, settings),
  };
  return launch;
};

/** slirp4netns with all that it takes; nothing where a part is missing. */
function findSlirp(): { readonly program: string; readonly unshare: string } | undefined {
  const program = findProgram('slirp4netns');
  const unshare = findProgram('unshare');
  return program && unshare && findProgram('ip') && canMakeTaps() ? { program, unshare } : undefined;
}

function canMakeTaps(): boolean {
  try {
    closeSync(openSync('/dev/net/tun', 'r+'));
    return true;
  } catch {
    return false;
  }
}

function statusOfProcess({ exitCode, signal }: ProcessEnd): number {
  if (signal !== undefined) return 128 + signalNumber(signal);
  return exitCode ?? 127;
}
