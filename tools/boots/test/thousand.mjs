// Run in a network namespace of its own: node thousand.mjs IMAGE_JSON [echo | http]. Opens 1,000 connections to the web server
// over a tap, to an echo server on port 7, or to any server of HTTP, asks on each while all are open, and prints what came of it as JSON. (The
// user-mode network of QEMU and slirp4netns drops connections long before the server would.)
import { execFileSync } from 'node:child_process';
import { connect } from 'node:net';

import { boot } from '@unicore/testkit';

const tap = 'ucboot0';
const guest = '10.77.0.2';
const echoes = process.argv[3] === 'echo';
const isExample = process.argv[3] === undefined;
const request = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';
const answer = echoes ? 'GET / HTTP/1.1' : 'HTTP/1.1 200 OK';
for (const args of [
  ['link', 'set', 'lo', 'up'],
  ['tuntap', 'add', 'dev', tap, 'mode', 'tap', 'vnet_hdr'],
  ['addr', 'add', '10.77.0.1/24', 'dev', tap],
  ['link', 'set', tap, 'up'],
]) {
  execFileSync('ip', args);
}

const vm = await boot(process.argv[2], {
  network: `tap:${tap}`,
  memoryMib: 32,
  parameters: [`net.addr=${guest}/24`],
  args: echoes ? ['serve'] : [],
});
await vm.waitForLine(process.argv[3] === 'http' ? /^net0: / : /^ready/);
if (process.argv[3] === 'http') await listening();
const sockets = [];
for (let batch = 0; batch < 20; batch++)
  sockets.push(...(await Promise.all(Array.from({ length: 50 }, open))));
const answers = await Promise.all(sockets.map(ask));
const status = isExample ? await (await fetch(`http://${guest}/status`)).json() : undefined;
sockets.forEach((socket) => socket.destroy());
await vm.stop();
console.log(JSON.stringify({ answered: answers.filter((line) => line === answer).length, status }));
process.exit(0);

/** A server that does not say when it listens is asked until it answers. */
async function listening() {
  for (;;) {
    const response = await fetch(`http://${guest}/`).catch(() => undefined);
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function open() {
  return new Promise((resolve, reject) => {
    const socket = connect(echoes ? 7 : 80, guest);
    socket.on('error', reject).on('connect', () => resolve(socket));
  });
}

/** The first line of the answer to one request. */
function ask(socket) {
  return new Promise((resolve) => {
    socket.once('data', (chunk) => resolve(String(chunk).split('\r\n')[0]));
    socket.once('close', () => resolve('closed'));
    socket.write(request);
  });
}
