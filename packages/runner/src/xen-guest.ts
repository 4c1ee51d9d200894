// The process that stands for one guest in the test bed: the guest's console is its stdout, what xl says its stderr.
// `start` of this package runs it with a GuestJob as its only argument; SIGTERM ends the guest. In a bed of its own the guest
// ends with this process, however that ends; in a bed that others use, too, xen-clean-up sees to it.
import { finished } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { kernelCommandLine } from './command-line.ts';
import { joinXenBed, type XenBed } from './xen/bed.ts';
import { createXenGuest } from './xen/guest.ts';
import { diskIdOf, guestDiskName, type GuestJob, writeError } from './xen/guest-job.ts';
import { type GuestNetwork, joinNetwork } from './xen/guest-network.ts';
import { passInput } from './xen/pass-input.ts';
import { type BedOptions, type OwnedBed, startXenBed } from './xen/start-bed.ts';

const job = JSON.parse(process.argv[2] ?? '') as GuestJob;
const starting = new AbortController();
let end = (): void => starting.abort();
process.on('SIGTERM', () => end());
process.on('SIGINT', () => undefined); // The terminal sends it to all; who started this decides.

let own: OwnedBed | undefined;
let network: GuestNetwork | undefined;
try {
  if (job.bed !== undefined) announceEnd();
  await runGuest(
    job.bed === undefined
      ? (own = await startXenBed({ ...bedOf(job), signal: starting.signal }))
      : joinXenBed(job.bed),
  );
} catch (error) {
  process.stderr.write(writeError(error));
  process.exitCode = 1;
} finally {
  process.stdin.destroy();
  await network?.leave();
  await own?.close();
}

/** A bed that serves this guest. */
function bedOf({ network: wanted }: GuestJob): BedOptions {
  if (wanted.kind !== 'bed') return { uplinks: wanted.kind === 'tap' ? 1 : 0 };
  const { cidr, host, guest } = wanted.subnet;
  return { network: { cidr, host, guest } };
}

/** What cleans up holds this process's stdout: the guest counts as gone when it has done so. */
function announceEnd(): void {
  const program = fileURLToPath(new URL('xen-clean-up.js', import.meta.url));
  const child = execa(process.execPath, [program, process.argv[2] ?? ''], {
    stdio: ['pipe', 'inherit', 'inherit'],
    buffer: false,
    reject: false,
    cleanup: false,
  });
  child.unref();
}

async function runGuest(bed: XenBed): Promise<void> {
  network = await joinNetwork(bed, job);
  const { networks, parameters } = network;
  const disks = [];
  for (const [index, disk] of job.disks.entries()) {
    const target = await bed.attachDisk(disk, diskIdOf(job, index));
    disks.push({ target, device: guestDiskName(index), readOnly: disk.readOnly });
  }
  starting.signal.throwIfAborted();
  const commandLine = kernelCommandLine([...parameters, ...job.parameters], job.args);
  const guest = await createXenGuest(bed, { ...job.domain, commandLine, networks, disks }, job.overrides);
  if (job.stdin) passInput((input) => guest.type(input));
  end = () => void guest.destroy().catch(() => process.exit(143));
  guest.console.pipe(process.stdout, { end: false });
  process.stdout.once('error', () => guest.console.resume());
  await finished(guest.console);
  const { xlOutput } = await guest.exited;
  process.stderr.write(xlOutput);
}
