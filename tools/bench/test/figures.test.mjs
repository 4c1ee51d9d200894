import { findFreePort, findProgram } from '@unicore/runner';
import { platforms } from '@unicore/testkit';
import { describe, expect, it } from 'vitest';
import { requestCounter } from '../src/count-requests.mjs';
import { fetchPage, startGuest } from '../src/guest.mjs';
import { execToMain, toListening, toMain } from '../src/image-figures.mjs';
import { build } from '../src/images.mjs';
import { scaleMeasurements } from '../src/scale-figures.mjs';
import { spread } from '../src/statistics.mjs';
import { runWrk } from '../src/wrk.mjs';

const noGuest = platforms().find(({ name }) => name === 'kvm')?.missing;

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

it.each([
  [[3], '3.0 (3.0 to 3.0)'],
  [[5, 1, 2], '2.0 (1.0 to 5.0)'],
  [[4, 1, 2, 10], '3.0 (1.0 to 10.0)'],
])('of %j the median comes first, then the range', (values, text) => {
  expect(spread(values, 1)).toBe(text);
});
