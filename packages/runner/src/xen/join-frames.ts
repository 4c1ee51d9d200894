import { createServer, type Server, type Socket } from 'node:net';

const lengthBytes = 4;

/**
 * Serves whoever wants to exchange Ethernet frames with `peer`, one client at a time: a new one takes the place of an old one, and
 * what comes while there is none is lost. A frame has its length before it, in four bytes, big end first, as QEMU's `stream` has it.
 * `peer` sees no client come or go, and no part of a frame whose rest never comes: QEMU 7.2 crashes where a connection breaks off
 * while it sends.
 */
export function joinFrames(peer: Socket): Server {
  let client: Socket | undefined;
  peer.on('error', () => undefined);
  peer.on(
    'data',
    cutFrames((frames) => {
      if (client) pass(frames, peer, client);
    }),
  );
  return createServer((next) => {
    client?.destroy();
    client = next;
    next.on('error', () => undefined);
    next.on(
      'data',
      cutFrames((frames) => pass(frames, next, peer)),
    );
    next.once('close', () => {
      if (client === next) client = undefined;
      peer.resume();
    });
  });
}

/** Reads on from `source` once `sink` has room again. */
function pass(frames: Buffer, source: Socket, sink: Socket): void {
  if (sink.write(frames) || sink.destroyed) return;
  source.pause();
  sink.once('drain', () => source.resume());
}

/** Returns a function that takes pieces of a stream and calls `onFrames` with as many whole frames as are there. */
export function cutFrames(onFrames: (frames: Buffer) => void): (piece: Buffer) => void {
  let rest = Buffer.alloc(0);
  return (piece) => {
    rest = Buffer.concat([rest, piece]);
    let end = 0;
    while (rest.length >= end + lengthBytes) {
      const length = rest.readUInt32BE(end);
      if (rest.length < end + lengthBytes + length) break;
      end += lengthBytes + length;
    }
    if (end > 0) onFrames(rest.subarray(0, end));
    rest = rest.subarray(end);
  };
}
