// The Xen test bed by hand: Xen and a Linux dom0 under QEMU. The bed itself is part of @unicore/runner.
//
//   node xen-bed.mjs prepare [--fresh]           makes the bed (once; images that are run do so themselves)
//   node xen-bed.mjs up                          runs one until Ctrl-C; prints how images and commands join it
//   node xen-bed.mjs command 'SCRIPT'            runs a script in dom0 of the bed that UNICORE_XEN_BED names
//   node xen-bed.mjs run IMAGE [SETTING...]      creates a guest, as type="pv" memory=4 'cmdline="a b"' say, and ends with its status
import { finished } from 'node:stream/promises';
import { createXenGuest, joinXenBed, prepareXenBed, startXenBed, statusOfReason } from '@unicore/runner';

const [verb, ...operands] = process.argv.slice(2);
const verbs = { prepare, up, command, run };
const folder = process.env.UNICORE_XEN_BED;
const onNote = (line) => console.error(line);
/** Guests that have a tap device of the host at a time. */
const uplinks = 2;
/** Of the guest that gets the bed's first address by DHCP. */
const firstMac = '00:16:3e:00:02:0f';

try {
  const chosen = verbs[verb];
  if (!chosen) throw usage(`"${verb ?? ''}" is none of ${Object.keys(verbs).join(', ')}`);
  process.exitCode = await chosen(operands);
} catch (error) {
  console.error(error.hint === undefined ? error.stack : `${error.message}\n${error.hint}`);
  process.exitCode = error.status ?? 1;
}

async function prepare(options) {
  const { folder: made, packages } = await prepareXenBed({ fresh: options.includes('--fresh'), onNote });
  console.log(`${made}\n${packages.map(({ file, sha256 }) => `${sha256}  ${file}`).join('\n')}`);
  return 0;
}

async function up() {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => stop.abort());
  let bed;
  try {
    bed = await startXenBed({ uplinks, onNote, signal: stop.signal });
  } catch (error) {
    if (stop.signal.aborted) return 130;
    throw error;
  }
  console.log(`export UNICORE_XEN_BED=${bed.folder}`);
  stop.signal.addEventListener('abort', () => void bed.close());
  if (stop.signal.aborted) await bed.close();
  await bed.ended;
  return 0;
}

async function command([script]) {
  if (folder === undefined || script === undefined) throw usage('it takes a bed that runs, and a script');
  const { status, output } = await joinXenBed(folder).command(script);
  process.stdout.write(output);
  return status;
}

async function run([kernel, ...settings]) {
  if (kernel === undefined) throw usage('no image is named');
  const own = folder === undefined ? await startXenBed({ onNote }) : undefined;
  try {
    const domain = { type: 'pvh', kernel, memoryMib: 16, networks: [{ bridge: 'xenbr0', mac: firstMac }] };
    const guest = await createXenGuest(own ?? joinXenBed(folder), domain, settings);
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void guest.destroy());
    guest.console.pipe(process.stdout, { end: false });
    await finished(guest.console);
    const { reason, xlOutput } = await guest.exited;
    console.error(xlOutput.trimEnd());
    console.error(`xl create to first output: ${guest.firstOutputMs()?.toFixed(0) ?? 'none in'} ms`);
    return reason === undefined ? 137 : statusOfReason(reason);
  } finally {
    await own?.close();
  }
}

function usage(what) {
  return Object.assign(new Error(`${what}.`), {
    hint: 'node xen-bed.mjs prepare [--fresh] | up | command SCRIPT | run IMAGE [SETTING...]',
    status: 2,
  });
}
