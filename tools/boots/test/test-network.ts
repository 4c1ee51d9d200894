import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Addresses of the namespace's end of the network; the guest is at the other end. */
export const router = { ipv4: '10.9.0.1', ipv6: 'fd00:9::1' } as const;
/** The guest's tap device. */
export const tap = 'tap:uc0';

const isRoot = process.getuid?.() === 0;
const unshare = ['unshare', ...(isRoot ? [] : ['--user', '--map-root-user']), '--net', '--'];

/**
 * The bridge has a carrier at all times by its port hold0, so that servers find their addresses in place before a guest
 * has opened the tap.
 */
const setUp = `
set -e
ip link set lo up
ip link add br0 type bridge mcast_snooping 0
ip link set br0 address 02:00:00:00:09:01
ip link add hold0 type veth peer name hold1
ip link set hold0 master br0 up
ip link set hold1 up
ip tuntap add uc0 mode tap
ip link set uc0 master br0 up
echo 0 > /proc/sys/net/ipv6/conf/br0/accept_dad || true
ip link set br0 up
ip addr add ${router.ipv4}/24 dev br0
ip addr add ${router.ipv6}/64 dev br0 nodad
`;

/** Why tests with a network of their own cannot run here; undefined where they can. */
export function noTestNetwork(): string | undefined {
  const missing = ['dnsmasq', 'ip', 'unshare', 'nsenter', 'curl'].filter((name) => !findProgram(name));
  if (missing.length > 0) return `without ${missing.join(', ')}`;
  const tried = spawnSync('timeout', ['20', ...unshare, '/bin/sh', '-c', setUp], { encoding: 'utf8' });
  return tried.status === 0
    ? undefined
    : `no namespace with a tap: ${tried.stderr.trim().split('\n').at(-1)}`;
}

/** A network namespace with a bridge on which guests and servers meet. */
export interface TestNetwork {
  /** Put before a command, this runs it in the namespace. */
  readonly enter: readonly string[];
  /** Runs a command to its end and returns what it printed. */
  run(command: readonly string[]): string;
  /** Starts dnsmasq, and returns when it serves. */
  serve(args: readonly string[]): Promise<Server>;
  close(): Promise<void>;
}

/** A dnsmasq that tells all that it does. */
export interface Server {
  readonly log: string;
  /** Waits until the log holds so many lines that match. */
  logged(pattern: RegExp, count?: number): Promise<void>;
  stop(): Promise<void>;
}

export async function makeTestNetwork(): Promise<TestNetwork> {
  const [program = '', ...args] = [...unshare, '/bin/sh', '-c', `${setUp}\necho ready\nexec cat`];
  const holder = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  await firstOutput(holder);
  const namespaces = isRoot ? ['--net'] : ['--user', '--preserve-credentials', '--net'];
  const enter = ['nsenter', '--target', String(holder.pid), ...namespaces, '--'];
  const servers: Server[] = [];
  return {
    enter,
    run: ([name = '', ...rest]) =>
      execFileSync(enter[0] ?? '', [...enter.slice(1), name, ...rest], { encoding: 'utf8', timeout: 60_000 }),
    serve: async (options) => {
      const server = await startServer(enter, options);
      servers.push(server);
      return server;
    },
    close: async () => {
      for (const server of servers) await server.stop();
      await end(holder);
    },
  };
}

async function startServer(enter: readonly string[], options: readonly string[]): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), 'unicore-dnsmasq-'));
  const own = [
    '--keep-in-foreground',
    '--log-facility=-',
    '--log-queries',
    '--log-dhcp',
    '--conf-file=/dev/null',
  ];
  const apart = [
    '--user=root',
    '--group=root',
    `--pid-file=${join(folder, 'pid')}`,
    '--no-resolv',
    '--no-hosts',
  ];
  const lease = `--dhcp-leasefile=${join(folder, 'leases')}`;
  const [program = '', ...prefix] = enter;
  const child = spawn(
    program,
    [...prefix, 'dnsmasq', ...own, ...apart, lease, '--bind-interfaces', ...options],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  let log = '';
  const watchers = new Set<() => void>();
  child.stderr.on('data', (chunk: Buffer) => {
    log += chunk.toString();
    for (const watcher of watchers) watcher();
  });
  const ended = once(child, 'exit').then(() => {
    for (const watcher of watchers) watcher();
  });
  const server: Server = {
    get log() {
      return log;
    },
    logged: (pattern, count = 1) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const seen = log.split('\n').filter((line) => pattern.test(line)).length;
          if (seen < count && child.exitCode === null) return;
          watchers.delete(look);
          if (seen < count) reject(new Error(`dnsmasq ended without ${String(pattern)}:\n${log}`));
          else resolve();
        };
        watchers.add(look);
        look();
      }),
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await server.logged(/dnsmasq\[\d+\]: (started|cleared cache)/);
  return server;
}

async function firstOutput(child: ChildProcess): Promise<void> {
  const failed = once(child, 'exit').then(() => Promise.reject(new Error('the namespace could not be made')));
  await Promise.race([once(child.stdout as NodeJS.ReadableStream, 'data'), failed]);
  failed.catch(() => undefined);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, 'exit');
  child.stdin?.end();
  await ended;
}

function findProgram(name: string): boolean {
  const folders = [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin', '/sbin'];
  return folders.some((folder) => existsSync(join(folder, name)));
}
