// Redis for linuxu and kvm: builds it, sets a key, gets it, and prints sizes.
import { once } from 'node:events';
import { connect } from 'node:net';
import { build, ended, freePort, platformsHere, say, start, stop } from '../common.mjs';

const folder = 'libs-native/app/redis';
const memoryMib = 64;
/** What is sent, and what is to come back. Spec: RESP, inline commands. */
const talk = [
  ['PING', '+PONG\r\n'],
  ['SET greeting hello', '+OK\r\n'],
  ['GET greeting', '$5\r\nhello\r\n'],
];

const images = build(folder, platformsHere());
for (const { platform } of images) await serve(platform);
for (const { platform, architecture, sizeBytes } of images)
  say(
    `${platform}/${architecture}: an image of ${(sizeBytes / 1024).toFixed(1)} KB, with ${memoryMib} MiB of memory`,
  );

/** Starts the server, asks it and compares what it answers, and stops it. */
async function serve(platform) {
  const port = await freePort();
  const { child, firstLine } = start(folder, platform, [
    '--memory',
    String(memoryMib),
    '--publish',
    `${port}:6379`,
  ]);
  await firstLine(/Ready to accept connections/);
  const socket = connect(port, '127.0.0.1');
  socket.on('error', (error) => stop(`${platform}: ${error.message}`, child));
  socket.setTimeout(60_000, () => stop(`${platform}: no answer`, child));
  for (const [command, expected] of talk) {
    socket.write(`${command}\r\n`);
    let answer = '';
    while (answer.length < expected.length) answer += String((await once(socket, 'data'))[0]);
    if (answer !== expected)
      stop(`${platform}: ${command} -> ${JSON.stringify(answer)}, not ${JSON.stringify(expected)}`, child);
    say(`${platform}: ${command} -> ${answer.trimEnd().replaceAll('\r\n', ' ')}`);
  }
  socket.destroy();
  child.kill('SIGINT');
  await ended(child);
}
