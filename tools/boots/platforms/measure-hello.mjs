import { fileURLToPath } from 'node:url';

import { boot, buildApp } from '@unicore/testkit';

const folder = fileURLToPath(new URL('../../../examples/hello', import.meta.url));
const mostMib = 64;
const turns = 5;

/** Size of hello, the least memory that it starts in, and how long the runner takes to its line on the console. */
export async function measureHello() {
  const [image] = await buildApp(folder, {
    plat: [process.env['UNICORE_BOOT_PLATFORM']],
    profile: 'size',
  });
  const times = [];
  for (let turn = 0; turn < turns; turn++) times.push(await timeToLine(image.description));
  return {
    sizeBytes: image.sizeBytes,
    memoryMib: await leastMemory(image.description),
    ms: times.toSorted((a, b) => a - b)[Math.floor(turns / 2)],
  };
}

async function timeToLine(description) {
  const started = performance.now();
  const vm = await boot(description);
  await vm.waitForLine(/Hello/);
  const ms = performance.now() - started;
  await vm.exit();
  return ms;
}

async function leastMemory(description) {
  for (let memoryMib = 1; memoryMib <= mostMib; memoryMib++) {
    if (await saysHello(description, memoryMib)) return memoryMib;
  }
  throw new Error(`hello says nothing in ${mostMib} MiB.`);
}

async function saysHello(description, memoryMib) {
  try {
    const vm = await boot(description, { memoryMib, timeoutMs: 20_000 });
    const { status } = await vm.exit();
    return status === 0 && vm.console.includes('Hello');
  } catch {
    return false; // The runner, or the monitor, refuses what cannot work.
  }
}
