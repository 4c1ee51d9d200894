import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';

/** Sends all, ends, and returns all that came back. */
export async function echoTcp(port: number, bytes: Buffer): Promise<Buffer> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.end(bytes);
  await once(socket, 'close');
  return Buffer.concat(chunks);
}

/** A datagram may be lost on its way: asks again, some times. */
export async function echoUdp(port: number, bytes: Buffer): Promise<Buffer> {
  const socket = createSocket('udp4');
  try {
    for (let tries = 0; tries < 20; tries++) {
      socket.send(bytes, port, '127.0.0.1');
      const answer = await Promise.race([
        once(socket, 'message').then(([message]) => message as Buffer),
        new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), 1_000)),
      ]);
      if (answer) return answer;
    }
    throw new Error(`no answer to ${bytes.length} bytes`);
  } finally {
    socket.close();
  }
}
