import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { networkFailed, portTaken } from '../errors.ts';
import type { Settings } from '../options.ts';
import type { StartedChild } from '../platforms/platform.ts';
import type { PublishedPort } from '../ports.ts';
import { readLines } from './read-lines.ts';
import type { Subnet } from './subnet.ts';

/** Name of the image's tap device in its own namespace. */
export const tapName = 'uc0';

/**
 * What runs in the new namespace before the image: says on descriptor 3 that the namespace is there, waits on
 * descriptor 4 until slirp4netns has put its tap0 in, bridges it with the image's tap, and becomes the image.
 */
export const namespaceScript = `
echo ready >&3
read -r answer <&4 || exit 126
for device in all default; do echo 1 > /proc/sys/net/ipv6/conf/$device/disable_ipv6; done 2>/dev/null
ip link add br0 type bridge &&
ip tuntap add ${tapName} mode tap &&
ip link set tap0 master br0 up &&
ip link set ${tapName} master br0 up &&
ip link set br0 up || { echo failed >&3; exit 126; }
echo done >&3
exec "$0" "$@" 3>&- 4<&-
`;

/**
 * Joins the namespace of a child to the host's network by slirp4netns, publishes the ports, and lets the child go on.
 * slirp4netns ends when this process does, however it ends: it watches a pipe. Returns how to end it earlier.
 *
 * As under QEMU the guest reaches the host's loopback at 10.0.2.2; to forbid that to slirp4netns breaks published UDP.
 *
 * @throws {UnicoreError} `ERR_UNICORE_NETWORK_FAILED`, `ERR_UNICORE_PORT_TAKEN`
 */
export async function joinNamespace(
  slirp: string,
  child: StartedChild,
  { ports, subnet }: Settings,
): Promise<() => Promise<void>> {
  const [says, answers] = child.fds;
  if (!says || !answers) throw new Error('the child has no descriptors 3 and 4');
  const lines = readLines(says);
  if ((await lines()) !== 'ready') throw networkFailed('no namespace could be made', '');

  const folder = mkdtempSync(join(tmpdir(), 'unicore-net-'));
  const socket = join(folder, 'api');
  const helper = execa(
    slirp,
    [
      ...['--ready-fd=3', '--exit-fd=4', `--api-socket=${socket}`, `--cidr=${subnet.cidr}`],
      ...[String(child.pid), 'tap0'],
    ],
    {
      stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
      reject: false,
      detached: true, // Ctrl-C of the terminal is the runner's to handle: the guest ends first.
    },
  );
  const stop = async (): Promise<void> => {
    helper.kill('SIGTERM');
    await helper;
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await Promise.race([
      firstByte(helper.stdio[3]),
      helper.then((end) => Promise.reject(networkFailed('slirp4netns ended', String(end.stderr)))),
    ]);
    for (const port of ports) await publish(socket, port, subnet.guest);
    answers.write('go\n');
    if ((await lines()) !== 'done') throw networkFailed('the tap device could not be made', '');
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}

/** slirp4netns is address 2 of any network that is not small, and its DNS 3. Pure. */
export function servesSubnet({ cidr, prefix, host, guest }: Subnet): boolean {
  const [first = ''] = cidr.split('/');
  const at = (last: number): string => first.replace(/\d+$/, (low) => String(Number(low) + last));
  return prefix <= 25 && host === at(2) && guest !== at(3);
}

/** Asks slirp4netns, by its API socket, to forward a port. */
async function publish(socket: string, port: PublishedPort, guestAddress: string): Promise<void> {
  const answer = await request(socket, {
    execute: 'add_hostfwd',
    arguments: {
      proto: port.protocol,
      host_addr: port.address,
      host_port: port.hostPort,
      guest_addr: guestAddress,
      guest_port: port.guestPort,
    },
  });
  if (answer.includes('"error"')) throw portTaken(port.address, port.hostPort, new Error(answer));
}

function request(path: string, message: unknown): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    let answer = '';
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => (answer += text));
    socket.once('error', reject);
    socket.once('close', () => resolve(answer));
    socket.end(JSON.stringify(message));
  });
}

function firstByte(stream: unknown): Promise<void> {
  return new Promise((resolve) => {
    (stream as NodeJS.ReadableStream).once('data', () => resolve());
  });
}
