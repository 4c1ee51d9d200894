import { expect, it } from 'vitest';
import { claimPorts, findFreePort, parsePublish } from './ports.ts';

it('fills in ports below those that Linux gives to connections, each another', async () => {
  const wanted = Array.from({ length: 200 }, (_, index) => parsePublish(`0:${index + 1}`));
  const ports = (await claimPorts(wanted)).map(({ hostPort }) => hostPort);

  expect(new Set(ports).size).toBe(200);
  for (const port of [...ports, await findFreePort()]) {
    expect(port).toBeGreaterThan(1023);
    expect(port).toBeLessThan(32_768);
  }
});
