// The process that stands for one guest in the test bed: the guest's console is its stdout, what xl says its stderr.
// `start` of this package runs it with a GuestJob as its only argument; SIGTERM ends the guest.
import { finished } from 'node:stream/promises';
import { joinXenBed, type XenBed } from './xen/bed.ts';
import { createXenGuest } from './xen/guest.ts';
import { type GuestJob, writeError } from './xen/guest-job.ts';
import { type OwnedBed, startXenBed } from './xen/start-bed.ts';

const job = JSON.parse(process.argv[2] ?? '') as GuestJob;
const starting = new AbortController();
let end = (): void => starting.abort();
process.on('SIGTERM', () => end());
process.on('SIGINT', () => undefined); // The terminal sends it to all; who started this decides.

let own: OwnedBed | undefined;
try {
  const bed =
    job.bed === undefined
      ? (own = await startXenBed({ ...job, signal: starting.signal }))
      : joinXenBed(job.bed);
  await runGuest(bed);
} catch (error) {
  process.stderr.write(writeError(error));
  process.exitCode = 1;
} finally {
  await own?.close();
}

async function runGuest(bed: XenBed): Promise<void> {
  const unpublish = [];
  try {
    for (const port of job.ports) unpublish.push(await bed.forward(port, job.network.guest));
    const guest = await createXenGuest(bed, job.domain, job.overrides);
    end = () => void guest.destroy().catch(() => process.exit(143));
    guest.console.pipe(process.stdout, { end: false });
    process.stdout.once('error', () => guest.console.resume());
    await finished(guest.console);
    const { xlOutput } = await guest.exited;
    process.stderr.write(xlOutput);
  } finally {
    for (const undo of unpublish) await undo();
  }
}
