import { closeSync, ftruncateSync, openSync } from 'node:fs';
import { gdbOfProcess, waitForTracer } from '../gdb.ts';
import { configNumber, type Image } from '../image.ts';
import { canOpenTun } from '../network/may-make-taps.ts';
import { joinNamespace, namespaceScript, servesSubnet, tapName } from '../network/namespace.ts';
import { addressParameters, imageFd, planUsernet } from '../network/usernet.ts';
import type { Settings } from '../options.ts';
import { dieWithParent, findProgram, signalNumber } from '../spawn.ts';
import type { Launch, PlanLaunch, ProcessEnd } from './platform.ts';
import { serveShares } from './share-servers.ts';

/**
 * Plans the image as what it is, an ordinary process.
 *
 * Its network: a tap device, made for it or there by name; or, without any rights, a network namespace of its own, in which a
 * tap for the image is bridged to the one of slirp4netns; or, where slirp4netns or /dev/net/tun is missing, usernet, which
 * relays the published ports and has no way out.
 */
export const planLinuxu: PlanLaunch = async (image, settings) => {
  const { parameters, ...servers } = serveShares(settings.shares);
  try {
    return { ...servers, ...(await planProcess(image, settings, parameters)) };
  } catch (error) {
    servers.cleanUp?.();
    throw error;
  }
};

async function planProcess(
  image: Image,
  settings: Settings,
  shareParameters: readonly string[],
): Promise<Launch> {
  const { network } = settings;
  const slirp = network.kind === 'user' ? findSlirp(settings) : undefined;
  const parameters = [
    ...networkParameters(image, settings, slirp !== undefined),
    ...(image.initrd ? [`initrd=${image.initrd}`] : []),
    ...(settings.memoryMib === undefined ? [] : [`linuxu.memory=${Math.ceil(settings.memoryMib * 1024)}K`]),
    ...memoryFileParameters(image, settings),
    ...settings.disks.map(({ path, readOnly }) => `file-blk.${readOnly ? 'read-only' : 'disk'}=${path}`),
    ...shareParameters,
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
    ...(settings.gdb ? { gdbCommand: (pid: number) => gdbOfProcess(image, pid) } : {}),
  };
  const held = settings.gdb ? ['/bin/sh', '-c', waitForTracer, ...process] : process;
  if (slirp) return { ...common, ...planSlirp(slirp, held, settings) };
  const usernet = await planUsernet(held, settings);
  return { ...common, ...(usernet ?? { command: dieWithParent(held) }) };
}

/** Makes the file as large as the memory. */
function memoryFileParameters(image: Image, { memoryFile, memoryMib }: Settings): readonly string[] {
  if (memoryFile === undefined) return [];
  const mib = memoryMib ?? configNumber(image, 'CONFIG_LINUXUPLAT_MEMORY_MIB') ?? 64;
  const file = openSync(memoryFile, 'wx');
  ftruncateSync(file, Math.ceil(mib * 1024) * 1024);
  closeSync(file);
  return [`linuxu.memory-file=${memoryFile}`];
}

/** What the image is told of its network; what the user says comes later and wins. */
function networkParameters(image: Image, { network, subnet }: Settings, slirp: boolean): readonly string[] {
  if (network.kind === 'none') return [];
  if (network.kind === 'tap') return [`tap.name=${network.name}`];
  return slirp ? [`tap.name=${tapName}`] : [`tap.fd=${imageFd}`, ...addressParameters(image, subnet)];
}

interface Slirp {
  readonly program: string;
  readonly unshare: string;
}

function planSlirp({ program, unshare }: Slirp, image: readonly string[], settings: Settings) {
  return {
    // setpriv after unshare: new credentials clear the signal that it sets.
    command: [
      ...[unshare, '--user', '--map-root-user', '--net', '--'],
      ...dieWithParent(['/bin/sh', '-c', namespaceScript, ...image]),
    ],
    extraFds: 2,
    accompany: (child) => joinNamespace(program, child, settings),
  } satisfies Partial<Launch>;
}

/** slirp4netns with all that it takes; nothing where a part is missing, or where it cannot have the guest's network. */
function findSlirp({ subnet }: Settings): Slirp | undefined {
  const program = findProgram('slirp4netns');
  const unshare = findProgram('unshare');
  if (!program || !unshare || !findProgram('ip')) return undefined;
  return canOpenTun() && servesSubnet(subnet) ? { program, unshare } : undefined;
}

function statusOfProcess({ exitCode, signal }: ProcessEnd): number {
  if (signal !== undefined) return 128 + signalNumber(signal);
  return exitCode ?? 127;
}
