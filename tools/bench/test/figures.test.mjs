import { findFreePort, findProgram } from '@unicore/runner';
import { platforms } from '@unicore/testkit';
import { describe, expect, it } from 'vitest';
import { requestCounter } from '../src/count-requests.mjs';
import { fetchPage, startGuest } from '../src/guest.mjs';
import { toListening, toMain } from '../src/boot-counts.mjs';
import { firstOutputs, readFirstOutputs } from '../src/first-output.mjs';
import { execToMain } from '../src/image-figures.mjs';
import { build } from '../src/images.mjs';
import { readRates } from '../src/redis-rates.mjs';
import { scaleMeasurements } from '../src/scale-figures.mjs';
import { smallest } from '../src/smallest-memory.mjs';
import { readTotal } from '../src/sqlite-total.mjs';
import { ratios, spread } from '../src/statistics.mjs';
import { readWrk, runWrk } from '../src/wrk.mjs';

const noGuest = platforms().find(({ name }) => name === 'kvm')?.missing;
const noBed = platforms().find(({ name }) => name === 'xen')?.missing;

describe('counts of an image for kvm', () => {
  it('start at its entry, and come to main before a server listens', async (context) => {
    if (noGuest) context.skip(noGuest);
    const [hello] = await build('hello', 'size', ['kvm']);
    const [webserver] = await build('webserver', 'size', ['kvm']);

    const main = await toMain(hello);
    expect(main).toBeGreaterThan(0);
    expect(await toListening(webserver)).toBeGreaterThan(main);
  });

  it('tell instructions, kicks and interrupts of each request', async (context) => {
    if (noGuest) context.skip(noGuest);
    const [image] = await build('webserver', 'speed', ['kvm']);
    const counter = requestCounter(image);
    const port = await findFreePort();
    const guest = await startGuest(image, {
      monitorArgs: counter.args,
      parameters: ['net.addr=10.0.2.15/24'],
      publish: [`${port}:80`],
    });
    const fetchTwenty = async () => {
      for (let n = 0; n < 20; n++) expect(await fetchPage(`http://127.0.0.1:${port}/`)).toHaveLength(612);
      return 20;
    };
    try {
      const { perRequest, eventsPerRequest } = await counter.count(fetchTwenty);
      expect(perRequest).toBeGreaterThan(0);
      expect(eventsPerRequest).toBeGreaterThan(0);
      await expect(counter.count(() => 1)).rejects.toThrow(/no visit of mmio_kick/);
    } finally {
      await guest.stop();
    }
  });
});

it('instructions of an image for metal start at its entry, not at the firmware', async (context) => {
  if (noGuest) context.skip(noGuest);
  const [hello] = await build('hello', 'size', ['metal']);

  const main = await toMain(hello);

  expect(main).toBeGreaterThan(0);
  expect(main).toBeLessThan(10_000_000); // SeaBIOS alone takes more.
});

describe('in the Xen test bed', { timeout: 300_000 }, () => {
  it('instructions of an image are its own, whatever dom0 does meanwhile', async (context) => {
    if (noBed) context.skip(noBed);
    const [hello] = await build('hello', 'size', ['xen']);

    const main = await toMain(hello, 'pvh');

    expect(main).toBeGreaterThan(0);
    // A branch or two depends on the clock; dom0 runs millions.
    expect(Math.abs((await toMain(hello, 'pvh')) - main)).toBeLessThan(100);
  });

  it('times to the first output are as many as asked for, of each type', async (context) => {
    if (noBed) context.skip(noBed);
    const [hello] = await build('hello', 'size', ['xen']);

    const times = await firstOutputs({ hello: hello.path }, { rounds: 2 });

    expect(Object.keys(times)).toEqual(['hello-pv', 'hello-pvh']);
    for (const each of Object.values(times)) {
      expect(each).toHaveLength(2);
      expect(Math.min(...each)).toBeGreaterThan(0);
    }
  });
});

it('times of files tell how long a guest took, and what is no such line ends the benchmark', () => {
  const called = '2026-02-28 23:59:59.998000123 +0000';

  expect(
    readFirstOutputs(
      `a-pv|${called}|2026-03-01 00:00:00.502000124 +0000\nb-pv|${called}|${called}\na-pv|${called}|${called}\n`,
    ),
  ).toEqual({ 'a-pv': [504, 0], 'b-pv': [0] });
  expect(() => readFirstOutputs('xl: no memory\n')).toThrow(/no memory/);
  expect(() => readFirstOutputs('')).toThrow(/no times/);
});

it('times from exec to main are as many as asked for', async () => {
  const [image] = await build('hello', 'size', ['linuxu']);
  const times = execToMain(image, 3);

  expect(times).toHaveLength(3);
  expect(Math.min(...times)).toBeGreaterThan(0);
});

it('wrk tells requests and their rate, and an answer that is no page ends the benchmark', async (context) => {
  if (!findProgram('wrk')) context.skip('wrk is not installed: apt-get install wrk');
  const [image] = await build('webserver', 'size', ['linuxu']);
  const port = await findFreePort();
  const guest = await startGuest(image, { accelerator: undefined, publish: [`${port}:80`] });
  const url = `http://127.0.0.1:${port}`;
  try {
    expect(await fetchPage(`${url}/`)).toHaveLength(612);
    const { requests, rate } = runWrk(`${url}/`, { connections: 2, seconds: 1 });
    expect(requests).toBeGreaterThan(0);
    expect(rate).toBeGreaterThan(0);
    expect(() => runWrk(`${url}/nowhere`, { connections: 2, seconds: 1 })).toThrow(/Non-2xx/);
  } finally {
    await guest.stop();
  }
});

it('trees of any size are measured', async () => {
  const [small, large] = await scaleMeasurements([100, 200], 1);

  expect([small.packages, large.packages]).toEqual([100, 200]);
  expect(small.libraries).toBeGreaterThan(1);
  expect(large.libraries).toBeGreaterThan(small.libraries);
  expect(large.totalMs).toBe(large.readMs + large.planMs);
});

it('what wrk says of errors, or says not at all, ends the benchmark', () => {
  const lines = '812 requests in 4.01s, 600KB read\nRequests/sec: 202.49\n';

  expect(readWrk(lines)).toEqual({ requests: 812, rate: 202.49 });
  expect(() => readWrk(`${lines}Socket errors: connect 0, read 3\n`)).toThrow(/read 3/);
  expect(() => readWrk('unable to connect')).toThrow(/unable/);
});

it('speedtest1 tells its seconds, or ends the benchmark', () => {
  expect(
    readTotal(' 990 - ANALYZE.........    0.011s\n       TOTAL.......................   12.345s\r\n'),
  ).toBe(12.345);
  expect(() => readTotal('disk I/O error\n')).toThrow(/disk I.O error/);
});

it('redis-benchmark tells a rate of each command, or ends the benchmark', () => {
  const csv = '"test","rps","avg_latency_ms"\n"SET","107643.70","3.2"\n"GET","116550.12","3.1"\n';

  expect(readRates(csv, ['SET', 'GET'])).toEqual({ SET: 107_643.7, GET: 116_550.12 });
  expect(() => readRates(csv, ['SET', 'INCR'])).toThrow(/nothing of INCR/);
  expect(() => readRates('Could not connect to Redis', ['SET'])).toThrow(/Could not connect/);
});

it.each([1024, 1400, 4096])('the least memory is found to 4 KiB: %i', async (least) => {
  const found = await smallest(1000, 8192, (kib) => kib >= least);

  expect(found).toBeGreaterThanOrEqual(least);
  expect(found - least).toBeLessThan(4);
});

it('what does not work at all has no least memory', async () => {
  await expect(smallest(1024, 8192, () => false)).rejects.toThrow(/8192/);
});

it('values are compared with their neighbours', () => {
  expect(ratios([6, 8], [2, 16])).toEqual([3, 0.5]);
});

it.each([
  [[3], '3.0 (3.0 to 3.0)'],
  [[5, 1, 2], '2.0 (1.0 to 5.0)'],
  [[4, 1, 2, 10], '3.0 (1.0 to 10.0)'],
])('of %j the median comes first, then the range', (values, text) => {
  expect(spread(values, 1)).toBe(text);
});
