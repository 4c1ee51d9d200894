import { once } from 'node:events';
import { connect } from 'node:net';

/** Sends `bytes` to an echo server on a port of loopback, and returns what comes back until it closes. */
export async function echoTcp(port: number, bytes: Buffer): Promise<Buffer> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.end(bytes);
  await once(socket, 'close');
  return Buffer.concat(chunks);
}
