import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { parsePublish as readPublish, type PublishedPort } from '@unicore/resolve';
import { invalidPublish, portTaken } from './errors.ts';

export type { PublishedPort };

/**
 * Reads `[address:]host:guest[/udp]`, as the resolver reads a configuration's. Pure.
 *
 * @throws {UnicoreError} `ERR_UNICORE_INVALID_PUBLISH`
 */
export function parsePublish(text: string): PublishedPort {
  const port = readPublish(text);
  if (!port) throw invalidPublish(text);
  return port;
}

/**
 * Ports for 0 come from below those that Linux gives to connections (net.ipv4.ip_local_port_range): until the guest has it, any connection
 * of this machine might get such a one.
 */
const FREE_PORTS = { low: 20_000, end: 32_768 };

/** So many are tried before the system chooses. */
const MOST_TRIES = 100;

/**
 * Makes sure that each host port is free now, and fills in free ones for 0, each another.
 *
 * @throws {UnicoreError} `ERR_UNICORE_PORT_TAKEN`
 */
export async function claimPorts(ports: readonly PublishedPort[]): Promise<readonly PublishedPort[]> {
  const claimed: PublishedPort[] = [];
  for (const port of ports) {
    try {
      const hostPort = port.hostPort === 0 ? await anyPort(port, claimed) : await tryPort(port);
      claimed.push({ ...port, hostPort });
    } catch (error) {
      throw portTaken(port.address, port.hostPort, error);
    }
  }
  return claimed;
}

async function anyPort(port: PublishedPort, claimed: readonly PublishedPort[] = []): Promise<number> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const hostPort = randomInt(FREE_PORTS.low, FREE_PORTS.end);
    if (claimed.some((other) => other.hostPort === hostPort)) continue;
    try {
      return await tryPort({ ...port, hostPort });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    }
  }
  return tryPort(port);
}

/** Binds the port for a moment; returns its number. */
function tryPort({ protocol, address, hostPort }: PublishedPort): Promise<number> {
  return new Promise((resolve, reject) => {
    if (protocol === 'udp') {
      const socket = createSocket('udp4');
      socket.once('error', reject);
      socket.bind({ port: hostPort, address, exclusive: true }, () => {
        const { port } = socket.address();
        socket.close(() => resolve(port));
      });
      return;
    }
    const server = createServer();
    server.once('error', reject);
    server.listen({ port: hostPort, host: address, exclusive: true }, () => {
      const bound = server.address();
      server.close(() => resolve(typeof bound === 'object' && bound ? bound.port : hostPort));
    });
  });
}

/** Returns a TCP port of loopback that nobody has at this moment. */
export function findFreePort(): Promise<number> {
  return anyPort({ protocol: 'tcp', address: '127.0.0.1', hostPort: 0, guestPort: 0 });
}

/** Puts a guest that can be reached without them in the place of host and `{port:GUEST}`. Pure. */
export function directUrl(url: string, guest: string): string {
  return url.replace(/[^/:]+:\{port:(\d+)\}/, `${guest}:$1`);
}

/** Puts host ports in the place of `{port:GUEST}`; nothing where one of them is not published. Pure. */
export function fillUrl(url: string, ports: readonly PublishedPort[]): string | undefined {
  let missing = false;
  const filled = url.replace(/\{port:(\d+)\}/g, (_, guest: string) => {
    const found = ports.find((port) => port.protocol === 'tcp' && port.guestPort === Number(guest));
    if (!found) missing = true;
    return String(found?.hostPort);
  });
  return missing ? undefined : filled;
}
