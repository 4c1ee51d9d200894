// Waits until the process that stands for a guest has ended, however it did: its end closes this one's stdin. Then takes away
// what is left of the guest in the bed: the domain, its ports, its disks. Its only argument is that process's GuestJob.
import { finished } from 'node:stream/promises';
import { joinXenBed } from './xen/bed.ts';
import { giveBack } from './xen/bed-folder.ts';
import { removeXenGuest } from './xen/guest.ts';
import { diskIdOf, type GuestJob } from './xen/guest-job.ts';

const job = JSON.parse(process.argv[2] ?? '') as GuestJob;
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => undefined);

process.stdin.resume();
await finished(process.stdin);
try {
  const bed = joinXenBed(job.bed ?? '');
  await removeXenGuest(bed, job.domain.name);
  if (job.network.kind === 'bed') for (const port of job.network.ports) await bed.stopForwarding(port);
  for (const index of job.disks.keys()) await bed.detachDisk(diskIdOf(job, index));
  giveBack(bed.folder, job.id);
} catch {
  // The bed has ended, and all that was in it.
}
