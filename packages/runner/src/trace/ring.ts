import { openImageReader } from '../elf.ts';
import { traceMissing } from '../errors.ts';
import { type GuestTable, readGuestTable } from '../guest-table.ts';

/** What a guest recorded, oldest first. */
export interface Trace {
  readonly events: readonly TraceEvent[];
  /** Older events, which newer ones have overwritten. */
  readonly lost: number;
}

export interface TraceEvent {
  /** Of the guest's monotonic clock. */
  readonly ns: number;
  readonly thread: TraceThread;
  /** Of the tracepoint: "net.send". */
  readonly name: string;
  /** An instant, or the begin or the end of a span of its thread. */
  readonly phase: 'i' | 'B' | 'E';
  readonly args: Readonly<Record<string, bigint>>;
}

export interface TraceThread {
  readonly id: number;
  readonly name: string;
}

/* The layout is that of libs-native/main/trace/src/ring.h and of uc/trace.h. */
const layout = { magic: Buffer.from('unicore trace 1\0'), headerBytes: 4096, entryBytes: 32 };
const namesAt = 64;
const namesCount = 126;
const nameBytes = 32;
const pointBytes = 88;
const argAt = [40, 63];
const argBytes = 23;
const phaseAt = 86;

/**
 * Reads the trace out of the memory of a guest, which may have ended in any way.
 *
 * @param symbols - the image with symbols, which names the tracepoints
 * @param memoryFile - what {@link StartOptions.memoryFile} named
 * @throws {UnicoreError} `ERR_UNICORE_TRACE_MISSING`
 */
export function readTrace(symbols: string, memoryFile: string): Trace {
  const table = readGuestTable(memoryFile, layout);
  if (table === undefined) throw traceMissing();
  return decode(table, symbols);
}

function decode({ header, count, entry }: GuestTable, symbols: string): Trace {
  const next = header.readUInt32LE(24);
  const kept = Math.min(next, count);
  const nameOf = threadNames(header);
  const pointOf = tracePoints(symbols);
  const events = Array.from({ length: kept }, (_, index) => {
    const record = entry((next - kept + index) % count);
    const ns = Number(record.readBigUInt64LE(0));
    const id = record.readUInt32LE(12);
    const { name, phase, args } = pointOf(record.readUInt32LE(8));
    return {
      ns,
      thread: { id, name: nameOf(id, ns) },
      name,
      phase,
      args: Object.fromEntries(
        args.flatMap((arg, i) => (arg === '' ? [] : [[arg, record.readBigInt64LE(16 + 8 * i)]])),
      ),
    };
  });
  // An interrupt takes its number in the midst of a record's, so that times may differ from the order.
  return { events: events.toSorted((a, b) => a.ns - b.ns), lost: next - kept };
}

/** Threads follow each other at one address: the name is the last that was given before. */
function threadNames(header: Buffer): (id: number, ns: number) => string {
  const names = Array.from({ length: namesCount }, (_, index) => {
    const entry = header.subarray(namesAt + index * nameBytes, namesAt + (index + 1) * nameBytes);
    return {
      ns: Number(entry.readBigUInt64LE(0)),
      id: entry.readUInt32LE(8),
      text: textOf(entry.subarray(12)),
    };
  }).toSorted((a, b) => b.ns - a.ns);
  return (id, ns) =>
    names.find((name) => name.id === id && name.text !== '' && name.ns <= ns)?.text ?? `0x${id.toString(16)}`;
}

interface TracePoint {
  readonly name: string;
  readonly phase: TraceEvent['phase'];
  readonly args: readonly string[];
}

function tracePoints(symbols: string): (offset: number) => TracePoint {
  const read = openImageReader(symbols);
  const known = new Map<number, TracePoint>();
  return (offset) => {
    const found = known.get(offset) ?? pointIn(read(offset, pointBytes), offset);
    known.set(offset, found);
    return found;
  };
}

/** What no image holds is shown as it is: a record that the guest was writing when it stopped. */
function pointIn(bytes: Buffer | undefined, offset: number): TracePoint {
  const phase = bytes ? String.fromCharCode(bytes[phaseAt] ?? 0) : '';
  if (!bytes || (phase !== 'i' && phase !== 'B' && phase !== 'E'))
    return { name: `+0x${offset.toString(16)}`, phase: 'i', args: ['', ''] };
  return { name: textOf(bytes), phase, args: argAt.map((at) => textOf(bytes.subarray(at, at + argBytes))) };
}

function textOf(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return bytes.toString('latin1', 0, end === -1 ? bytes.length : end);
}
