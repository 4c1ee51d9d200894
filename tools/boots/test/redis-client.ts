import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

import type { Vm } from '@unicore/testkit';

/**
 * Waits until an image of Redis listens, and has its network: what comes before that, a user-mode network asks the guest again
 * only after seconds.
 */
export async function isServing(vm: Vm): Promise<void> {
  await vm.waitForLine(/Ready to accept connections/);
  await vm.waitForLine(/^net0: /);
}

/** What a server of RESP2 answers; an error reply is an `Error` with its text. Spec: Redis serialization protocol, version 2. */
export type Reply = string | number | null | Error | readonly Reply[];

export interface RedisClient {
  readonly socket: Socket;
  /** Sends one command and waits for its reply. */
  call(...words: readonly string[]): Promise<Reply>;
  /** Sends commands in one write and waits for all replies, in order. */
  pipeline(commands: readonly (readonly string[])[]): Promise<readonly Reply[]>;
  /** Sends bytes as they are. */
  send(bytes: string | Buffer): void;
  /** Waits for the next reply or message. Rejects where the connection ends before. */
  next(): Promise<Reply>;
  /** Waits until the other side has ended the connection, and returns what came before. */
  ended(): Promise<readonly Reply[]>;
  close(): void;
}

/** Connects to a Redis server; the caller closes. */
export async function connectRedis(port: number): Promise<RedisClient> {
  const socket = connect(port, '127.0.0.1').setNoDelay();
  const closed = once(socket, 'close');
  closed.catch(() => undefined);
  socket.on('error', () => socket.destroy());
  await Promise.race([once(socket, 'connect'), closed]);
  if (socket.destroyed) throw new Error(`no connection to port ${port}`);

  const replies = repliesOf(socket);
  const next = async (): Promise<Reply> => {
    const { value, done } = await replies.next();
    if (done === true) throw new Error('the server ended the connection');
    return value;
  };
  const pipeline = async (commands: readonly (readonly string[])[]): Promise<readonly Reply[]> => {
    socket.write(Buffer.concat(commands.map(encoded)));
    const answers: Reply[] = [];
    for (const _ of commands) answers.push(await next());
    return answers;
  };
  return {
    socket,
    call: async (...words) => (await pipeline([words]))[0] as Reply,
    pipeline,
    send: (bytes) => socket.write(bytes),
    next,
    ended: async () => {
      const rest: Reply[] = [];
      for await (const reply of replies) rest.push(reply);
      return rest;
    },
    close: () => socket.destroy(),
  };
}

function encoded(words: readonly string[]): Buffer {
  const parts = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`);
  return Buffer.from(`*${words.length}\r\n${parts.join('')}`);
}

async function* repliesOf(socket: Socket): AsyncGenerator<Reply, void> {
  let waiting = Buffer.alloc(0);
  try {
    for await (const chunk of socket) {
      waiting = Buffer.concat([waiting, chunk as Buffer]);
      for (;;) {
        const parsed = parse(waiting, 0);
        if (parsed === undefined) break;
        waiting = waiting.subarray(parsed.end);
        yield parsed.reply;
      }
    }
  } catch (error) {
    if (!socket.destroyed) throw error;
  }
}

interface Parsed {
  readonly reply: Reply;
  readonly end: number;
}

/** Returns the reply that begins at `at`, or undefined where it is not all there yet. */
function parse(bytes: Buffer, at: number): Parsed | undefined {
  const lineEnd = bytes.indexOf('\r\n', at);
  if (lineEnd < 0) return undefined;
  const text = bytes.toString('utf8', at + 1, lineEnd);
  const end = lineEnd + 2;
  switch (bytes[at]) {
    case 0x2b: // +
      return { reply: text, end };
    case 0x2d: // -
      return { reply: new Error(text), end };
    case 0x3a: // :
      return { reply: Number(text), end };
    case 0x24: // $
      return parseBulk(bytes, end, Number(text));
    case 0x2a: // *
      return parseArray(bytes, end, Number(text));
    default:
      throw new Error(`no reply begins with ${bytes.toString('latin1', at, lineEnd)}`);
  }
}

function parseBulk(bytes: Buffer, at: number, length: number): Parsed | undefined {
  if (length < 0) return { reply: null, end: at };
  const end = at + length + 2;
  return bytes.length < end ? undefined : { reply: bytes.toString('utf8', at, at + length), end };
}

function parseArray(bytes: Buffer, at: number, length: number): Parsed | undefined {
  if (length < 0) return { reply: null, end: at };
  const reply: Reply[] = [];
  let end = at;
  while (reply.length < length) {
    const element = parse(bytes, end);
    if (element === undefined) return undefined;
    reply.push(element.reply);
    end = element.end;
  }
  return { reply, end };
}
