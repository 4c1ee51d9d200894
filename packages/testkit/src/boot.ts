import { type Guest, type GuestExit, type StartOptions, start } from '@unicore/runner';

import { endedEarly, noSuchLine, notAnswering, portNotPublished } from './errors.ts';

export interface BootOptions extends Omit<StartOptions, 'gdb' | 'stdin' | 'onNote'> {
  /** Host ports are free ones unless named: `80` is `0:80`. */
  readonly publish?: readonly string[] | undefined;
}

/** A guest under test. */
export interface Vm {
  /** All that the guest has printed so far. */
  readonly console: string;
  readonly guest: Guest;
  /** The port of loopback that leads to `guestPort`. */
  port(guestPort: number, protocol?: 'tcp' | 'udp'): number;
  /**
   * Fetches `path` from the guest's port 80, or the only TCP port that is published, asking again while the host's
   * forwarding does not answer yet.
   */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Waits for a line that matches and returns it. */
  waitForLine(pattern: RegExp): Promise<string>;
  /** Waits for the guest's own end. */
  exit(): Promise<GuestExit>;
  /** Ends the guest. */
  stop(): Promise<GuestExit>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Catches a guest that hangs: nothing that works comes near it, even on a busy machine. */
const defaultTimeoutMs = 60_000;

/**
 * Boots an image and gathers its console.
 *
 * @param image - `image.json` of a build, or its folder
 * @throws {UnicoreError} what the runner's `start` throws
 */
export async function boot(image: string, options: BootOptions = {}): Promise<Vm> {
  const publish = options.publish?.map((port) => (/^\d+(\/|$)/.test(port) ? `0:${port}` : port));
  const guest = await start(image, { timeoutMs: defaultTimeoutMs, ...options, publish });
  return watch(guest);
}

function watch(guest: Guest): Vm {
  // A character of several bytes may come in several chunks.
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let text = '';
  let ended = false;
  const watchers = new Set<() => void>();
  const wake = (): void => watchers.forEach((watcher) => watcher());
  guest.console.on('data', (chunk: Buffer) => {
    text += decoder.decode(chunk, { stream: true });
    wake();
  });
  const exited = guest.exited.finally(() => {
    text += decoder.decode();
    ended = true;
    wake();
  });
  exited.catch(() => undefined);
  const port = (guestPort: number, protocol: 'tcp' | 'udp' = 'tcp'): number => {
    const found = guest.ports.find((each) => each.guestPort === guestPort && each.protocol === protocol);
    if (!found) throw portNotPublished(guestPort, protocol);
    return found.hostPort;
  };
  return {
    get console() {
      return text;
    },
    guest,
    port,
    fetch: (path, init) => fetchFrom(guest, port, path, init, () => (ended ? text : undefined)),
    waitForLine: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const line = text.split('\n').find((each) => pattern.test(each));
          if (line === undefined && !ended) return;
          watchers.delete(look);
          if (line === undefined) reject(noSuchLine(pattern, text));
          else resolve(line.replace(/\r$/, ''));
        };
        watchers.add(look);
        look();
      }),
    exit: () => exited,
    stop: () => guest.stop(),
    async [Symbol.asyncDispose]() {
      await guest.stop();
    },
  };
}

async function fetchFrom(
  guest: Guest,
  port: (guestPort: number) => number,
  path: string,
  init: RequestInit | undefined,
  deadConsole: () => string | undefined,
): Promise<Response> {
  const tcp = guest.ports.filter(({ protocol }) => protocol === 'tcp');
  const target = tcp.length === 1 && tcp[0] ? tcp[0].hostPort : port(80);
  const url = new URL(path, `http://127.0.0.1:${target}/`);
  const giveUp = Date.now() + defaultTimeoutMs;
  for (;;) {
    try {
      return await fetch(url, init);
    } catch (error) {
      const console = deadConsole();
      if (console !== undefined) throw endedEarly(url.href, console);
      if (Date.now() > giveUp || init?.signal?.aborted) throw notAnswering(url.href, error);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
