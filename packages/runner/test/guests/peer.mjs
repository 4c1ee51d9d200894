// Stands for a guest behind usernet, which listens at the host's end of the pair: in the namespace, so that only the relay
// reaches it. Each port has a way of its own to treat a connection; what there is to tell goes to stdout, a line each.
import { createHash } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

const address = '10.0.2.2';
const held = new Set();

const ways = {
  // Sends back what comes.
  7: (socket) => socket.pipe(socket),
  // Reads to the end, and only then answers with a hash.
  8: (socket) => {
    const hash = createHash('sha256');
    socket.on('data', (chunk) => hash.update(chunk));
    socket.on('end', () => socket.end(hash.digest('hex')));
  },
  // Ends first, and reads on.
  9: (socket) => {
    const hash = createHash('sha256');
    socket.end('that is all');
    socket.on('data', (chunk) => hash.update(chunk));
    socket.on('end', () => console.log(`read after the end: ${hash.digest('hex')}`));
  },
  // Resets as soon as something comes.
  10: (socket) => socket.once('data', () => socket.resetAndDestroy()),
  // Reads nothing before a connection to port 12; then as 8.
  11: (socket) => {
    socket.pause();
    held.add(() => {
      ways[8](socket);
      socket.resume();
    });
  },
  12: (socket) => {
    held.forEach((release) => release());
    held.clear();
    socket.end();
  },
  // Sends without an end, until its client is gone.
  13: (socket) => {
    const chunk = Buffer.alloc(65_536, 'x');
    const fill = () => {
      while (!socket.destroyed && socket.write(chunk));
    };
    socket.on('drain', fill);
    socket.on('close', () => console.log('its client is gone'));
    socket.resume();
    fill();
  },
};

for (const [port, serve] of Object.entries(ways)) {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', (error) => console.log(`error at ${port}: ${error.code}`));
    serve(socket);
  });
  await new Promise((resolve) =>
    server.listen({ port: Number(port), host: address, backlog: 1024 }, resolve),
  );
}
const udp = createSocket('udp4', (message, from) => udp.send(message, from.port, from.address));
await new Promise((resolve) => udp.bind(7, address, resolve));
console.log('serving');
