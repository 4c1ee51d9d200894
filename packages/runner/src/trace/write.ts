import type { Trace, TraceEvent, TraceThread } from './ring.ts';

/** Renders one line an event: seconds of the guest's clock, thread, name, numbers. Pure. */
export function traceText({ events, lost }: Trace): string {
  const marks = { i: ' ', B: '>', E: '<' };
  const lines = events.map(({ ns, thread, name, phase, args }) => {
    const numbers = Object.entries(args).map(([key, value]) => ` ${key}=${numberText(value)}`);
    return `${(ns / 1e9).toFixed(9)} ${thread.name.padEnd(19)} ${marks[phase]} ${name}${numbers.join('')}\n`;
  });
  return [...(lost > 0 ? [`${lost} older events were overwritten\n`] : []), ...lines].join('');
}

/** Pointers in hexadecimal, counts and errors as numbers. */
function numberText(value: bigint): string {
  return value < -4096n || value > 0x7fff_ffffn
    ? `0x${BigInt.asUintN(64, value).toString(16)}`
    : String(value);
}

/* Of the two tracks: Chrome wants spans of one to be nested, and a thread is switched away in the midst of its own. */
const cpuPid = 1;
const threadsPid = 2;

/**
 * Renders the Trace Event Format that chrome://tracing and Perfetto open: who has the CPU, and below it each thread with its spans
 * and instants. Pure.
 *
 * Spec: Trace Event Format, the JSON Object Format.
 */
export function chromeTrace({ events, lost }: Trace): string {
  const named = new Map(events.map(({ thread }) => [thread.id, thread]));
  const traceEvents = [
    metadata('process_name', cpuPid, 0, 'CPU'),
    metadata('process_name', threadsPid, 0, 'threads'),
    metadata('thread_name', cpuPid, 0, 'CPU 0'),
    ...[...named.values()].map(({ id, name }) => metadata('thread_name', threadsPid, id, name)),
    ...cpuSpans(events),
    ...events.map(chromeEvent),
  ];
  return `${JSON.stringify({ traceEvents, displayTimeUnit: 'ns', otherData: { lost } })}\n`;
}

function metadata(name: string, pid: number, tid: number, text: string) {
  return { name, ph: 'M', pid, tid, args: { name: text } };
}

function chromeEvent({ ns, thread, name, phase, args }: TraceEvent) {
  return {
    name,
    ph: phase,
    ts: ns / 1000,
    pid: threadsPid,
    tid: thread.id,
    ...(phase === 'i' ? { s: 't' } : {}),
    args: Object.fromEntries(Object.entries(args).map(([key, value]) => [key, numberText(value)])),
  };
}

/** A span for each thread that had the CPU, from its first event after a switch or idling to the next. */
function cpuSpans(events: readonly TraceEvent[]) {
  const spans: { name: string; ph: string; ts: number; dur: number; pid: number; tid: number }[] = [];
  let since: { readonly thread: TraceThread; readonly ns: number } | undefined;
  for (const { ns, thread, name } of events) {
    since ??= { thread, ns };
    if (name === 'sched.switch' || name === 'sched.idle') {
      spans.push({
        ...{ name: since.thread.name, ph: 'X', pid: cpuPid, tid: 0 },
        ...{ ts: since.ns / 1000, dur: (ns - since.ns) / 1000 },
      });
      since = undefined;
    }
  }
  return spans;
}
