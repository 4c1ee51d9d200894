import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { cutFrames, joinFrames } from './join-frames.ts';

function frame(text: string): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length);
  return Buffer.concat([length, Buffer.from(text)]);
}

it('cuts a stream into whole frames, in whatever pieces it comes', () => {
  const stream = Buffer.concat(['one', '', 'three'].map(frame));
  for (let size = 1; size <= stream.length; size++) {
    const cut: Buffer[] = [];
    const push = cutFrames((frames) => cut.push(frames));
    for (let at = 0; at < stream.length; at += size) push(stream.subarray(at, at + size));
    push(frame('more').subarray(0, 6));

    expect(Buffer.concat(cut)).toEqual(stream);
  }
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'uc-frames-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('lets clients come and go, of which the other end sees whole frames alone', async () => {
  const card = createServer().listen(join(folder, 'card'));
  const peer = connect(join(folder, 'card'));
  const [qemu] = (await once(card, 'connection')) as [Socket];
  const server = joinFrames(peer).listen(join(folder, 'uplink'));
  await once(server, 'listening');
  const come = async (): Promise<Socket> => {
    const client = connect(join(folder, 'uplink'));
    await once(server, 'connection');
    return client;
  };

  qemu.write(frame('nobody gets this'));
  const first = await come();
  first.write(Buffer.concat([frame('from the first'), frame('never whole').subarray(0, 9)]));
  expect((await once(qemu, 'data'))[0]).toEqual(frame('from the first'));
  first.destroy();
  const second = await come();
  qemu.write(frame('to the second'));
  expect((await once(second, 'data'))[0]).toEqual(frame('to the second'));
  const third = await come();
  await once(second, 'close');
  third.write(frame('from the third'));
  expect((await once(qemu, 'data'))[0]).toEqual(frame('from the third'));

  for (const end of [third, peer, qemu]) end.destroy();
  for (const each of [server, card]) each.close();
});
