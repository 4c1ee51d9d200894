import { type Disk, settleDisks } from './disks.ts';
import { invalidMemory } from './errors.ts';
import { hasContract, holdsLibrary, type Image } from './image.ts';
import { parseNetwork, settleNetwork, type SettledNetwork } from './network/settle-network.ts';
import type { Settings, StartOptions } from './options.ts';
import { claimPorts, parsePublish, type PublishedPort } from './ports.ts';
import { settleShares, type Share, shareTag } from './shares.ts';

/**
 * Joins the options of a start with the image's own run settings, and claims the host ports.
 *
 * @throws {UnicoreError} `ERR_UNICORE_DISK_MISSING`, `ERR_UNICORE_DISK_UNUSABLE`, `ERR_UNICORE_INVALID_DISK`, `ERR_UNICORE_INVALID_MEMORY`, `ERR_UNICORE_INVALID_NETWORK`, `ERR_UNICORE_INVALID_PUBLISH`,
 * `ERR_UNICORE_INVALID_SHARE`, `ERR_UNICORE_NETWORK_TAKEN`, `ERR_UNICORE_PORT_TAKEN`, `ERR_UNICORE_SHARE_UNUSABLE`, `ERR_UNICORE_TAP_MISSING`
 */
export async function settleOptions(image: Image, options: StartOptions): Promise<Settings> {
  const { run } = image;
  const memoryMib = options.memoryMib ?? run.memoryMib;
  if (memoryMib !== undefined && !(Number.isFinite(memoryMib) && memoryMib > 0))
    throw invalidMemory(String(memoryMib));
  const publish = options.publish ?? run.publish ?? [];
  const ports = publish.map(parsePublish);
  const asked = options.network === 'auto' ? undefined : options.network;
  const idle = asked === undefined && !run.network && ports.length === 0;
  const choice = parseNetwork(idle ? 'none' : (options.network ?? 'user'));
  const parameters = [...(run.parameters ?? []), ...(options.parameters ?? [])];
  const note = options.onNote ?? (() => undefined);
  tellOfIdleOptions(image, options, note);
  const disks = disksOf(image, options, note);
  const shares = sharesOf(image, options, note);
  const settled = await settleNetwork(choice, image, parameters, note);
  return {
    memoryMib,
    ...settled,
    ports: await claimSettled(settled, reachable(settled, ports, options.publish !== undefined, note)),
    disks,
    shares,
    parameters: [...parameters, ...shares.map(mountOf)],
    args: options.args ?? run.args ?? [],
    gdb: options.gdb ?? false,
    accelerator: options.accelerator,
    firmware: options.firmware ?? 'bios',
    medium: options.medium ?? 'disk',
    monitorArgs: options.monitorArgs ?? [],
    memoryFile: options.memoryFile,
    stdin: options.stdin ?? false,
    note,
  };
}

/** Which platforms do something with an option; the others start without a word about it. */
const platformsOf = {
  accelerator: ['--accel', ['kvm', 'metal']],
  firmware: ['--firmware', ['metal']],
  gdb: ['--gdb', ['kvm', 'linuxu', 'metal']],
  memoryFile: ['--trace or --flame-graph', ['kvm', 'linuxu', 'metal']],
  medium: ['--medium', ['metal']],
  shares: ['--share', ['kvm', 'linuxu', 'metal']],
} as const satisfies Partial<Record<keyof StartOptions, readonly [string, readonly string[]]>>;

function tellOfIdleOptions({ platform }: Image, options: StartOptions, note: (line: string) => void): void {
  for (const [key, [flag, platforms]] of Object.entries(platformsOf)) {
    const given = options[key as keyof typeof platformsOf];
    if (given !== undefined && given !== false && !(platforms as readonly string[]).includes(platform))
      note(`${flag} does nothing for ${platform}: it is for ${platforms.join(', ')}`);
  }
}

/** None where the image could not see them; the config's lie beside the application, those of a call where it is made. */
function disksOf(image: Image, options: StartOptions, note: (line: string) => void): readonly Disk[] {
  const texts = options.disks ?? image.run.disks ?? [];
  if (texts.length === 0) return [];
  if (!hasContract(image, 'blkdev')) {
    note('the image has no library for disks, so it is given none');
    return [];
  }
  return settleDisks(texts, options.disks ? process.cwd() : image.appFolder);
}

/** The library by which images of a platform reach the host's folders. */
const libraryOfShares: Readonly<Record<string, string>> = {
  kvm: 'virtio-9p',
  linuxu: 'fd-9p',
  metal: 'virtio-9p',
};

/** None where the image could not see them, or its platform has no way. */
function sharesOf(
  image: Image,
  { shares = [] }: StartOptions,
  note: (line: string) => void,
): readonly Share[] {
  const library = libraryOfShares[image.platform];
  if (shares.length === 0 || library === undefined) return [];
  if (!holdsLibrary(image, library.replace('-', '_').toUpperCase())) {
    note(`the image has no library for shared folders, so it is given none: npx unicore-link add ${library}`);
    return [];
  }
  return settleShares(shares, process.cwd());
}

function mountOf({ guestPath, readOnly }: Share, index: number): string {
  return `vfs.mount=9p:${shareTag(index)}:${guestPath}${readOnly ? ':ro' : ''}`;
}

/** The ports that can be relayed: behind a tap of somebody else's, those of a guest whose address is known. */
function reachable(
  { network, subnet }: SettledNetwork,
  ports: readonly PublishedPort[],
  asked: boolean,
  note: (line: string) => void,
): readonly PublishedPort[] {
  if (network.kind === 'none' || (network.kind === 'tap' && !asked)) return [];
  if (network.kind !== 'tap' || subnet.fixed || ports.length === 0) return ports;
  note('no port is published: where the guest is, only --param net.addr=ADDRESS/PREFIX would say');
  return [];
}

async function claimSettled({ release }: SettledNetwork, ports: readonly PublishedPort[]) {
  try {
    return await claimPorts(ports);
  } catch (error) {
    release();
    throw error;
  }
}
