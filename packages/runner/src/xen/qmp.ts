import { once } from 'node:events';
import { bedFailed } from './errors.ts';
import { connect } from 'node:net';

/** QEMU refused a command. */
export class QmpRefusal extends Error {}

/** Has QEMU run one line of its monitor, over the QMP socket at `path`, and returns what that printed. */
export async function monitorCommand(path: string, line: string): Promise<string> {
  const answer = await qmpCommand(path, 'human-monitor-command', { 'command-line': line });
  return String(answer).trim();
}

/**
 * Has QEMU execute one command, over the QMP socket at `path`, and returns its answer.
 *
 * @throws {QmpRefusal} with QEMU's own words
 * @throws {UnicoreError} `ERR_UNICORE_BED_FAILED` where nobody answers
 */
export async function qmpCommand(path: string, command: string, args: object): Promise<unknown> {
  const socket = connect(path);
  try {
    await once(socket, 'connect');
    const reader = readObjects(socket)[Symbol.asyncIterator]();
    await reader.next(); // the greeting
    await execute(socket, reader, { execute: 'qmp_capabilities' });
    return await execute(socket, reader, { execute: command, arguments: args });
  } catch (error) {
    if (error instanceof QmpRefusal) throw error;
    throw bedFailed(`its QEMU does not answer at ${path}`, String(error));
  } finally {
    socket.destroy();
  }
}

interface Answer {
  readonly return?: unknown;
  readonly error?: { readonly desc: string };
}

async function execute(
  socket: ReturnType<typeof connect>,
  reader: AsyncIterator<Answer>,
  command: object,
): Promise<unknown> {
  socket.write(`${JSON.stringify(command)}\n`);
  for (;;) {
    const { value, done } = await reader.next();
    if (done) throw new Error('the connection was closed');
    const { error, return: result } = value as Answer;
    if (error) throw new QmpRefusal(error.desc);
    if (result !== undefined) return result; // Anything else is an event.
  }
}

/** One JSON object a line. */
async function* readObjects(socket: ReturnType<typeof connect>): AsyncGenerator<Answer, undefined> {
  let rest = '';
  for await (const chunk of socket) {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim()) yield JSON.parse(line) as Answer;
  }
  return undefined;
}
