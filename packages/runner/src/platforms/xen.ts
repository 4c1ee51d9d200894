import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { xlConfig, type XlDomain } from '@unicore/resolve';
import { kernelCommandLine } from '../command-line.ts';
import type { Image } from '../image.ts';
import type { Settings } from '../options.ts';
import { captureCommand, dieWithParent, findProgram, signalNumber } from '../spawn.ts';
import { bedFailed } from '../xen/errors.ts';
import { type GuestJob, guestDiskName, readError } from '../xen/guest-job.ts';
import { nativeFolder, prepareXenBed } from '../xen/prepare-bed.ts';
import { isAbrupt, reasonOf, statusOfReason } from '../xen/shutdown-reason.ts';
import type { Launch, PlanLaunch, ProcessEnd } from './platform.ts';

/**
 * Plans a domain of Xen: by the local `xl` where Xen runs here, else in the test bed. It is PVH unless UNICORE_XEN_TYPE is
 * `pv`, or `monitorArgs`, which are settings for `xl create`, say `type="pv"`.
 *
 * The guest ends by a shutdown reason, see {@link statusOfReason}.
 */
export const planXen: PlanLaunch = async (image, settings) => {
  const domain: XlDomain = {
    name: `${basename(image.image)}-${process.pid}`,
    type: process.env['UNICORE_XEN_TYPE'] === 'pv' ? 'pv' : 'pvh',
    kernel: image.image,
    ramdisk: image.initrd,
    commandLine: kernelCommandLine(settings.parameters, settings.args),
    memoryMib: settings.memoryMib,
  };
  return (await runsXen()) ? planLocal(domain, settings) : planBed(image, domain, settings);
};

/** Whether this is dom0 of a Xen that runs, and this user may command it. */
async function runsXen(): Promise<boolean> {
  return findProgram('xl') !== undefined && (await captureCommand('xl', ['info'])).status === 0;
}

function planLocal(domain: XlDomain, settings: Settings): Launch {
  if (settings.ports.length > 0)
    settings.note('no port is published: the guest is on the bridge of /etc/xen/xl.conf, by its own address');
  const folder = mkdtempSync(join(tmpdir(), 'unicore-xl-'));
  const file = join(folder, `${domain.name}.cfg`);
  const networks = settings.network.kind === 'none' ? [] : [{}];
  const disks = settings.disks.map(({ path, readOnly }, index) => ({
    ...{ target: path, device: guestDiskName(index), readOnly },
  }));
  writeFileSync(file, xlConfig({ ...domain, networks, disks }));
  const script = join(nativeFolder(), 'create-guest');
  return {
    command: ['/bin/sh', script, file, domain.name, ...settings.monitorArgs],
    stderrIsConsole: false,
    cleanUp: () => rmSync(folder, { recursive: true, force: true }),
    readExit: (end) => {
      const reason = reasonOf(end.monitorOutput);
      if (reason === undefined && !end.monitorOutput.includes('Waiting for domain'))
        throw bedFailed('xl created no domain', end.monitorOutput);
      return statusOf(reason, settings);
    },
  };
}

async function planBed(image: Image, domain: XlDomain, settings: Settings): Promise<Launch> {
  const joined = process.env['UNICORE_XEN_BED'] || undefined;
  const { cidr, host, guest } = settings.subnet;
  if (joined === undefined) {
    settings.note('no Xen runs here: the image starts in a test bed, under QEMU, in some 10 s');
    await prepareXenBed({ onNote: settings.note });
  }
  const job: GuestJob = {
    bed: joined,
    id: randomBytes(4).toString('hex'),
    domain: {
      ...domain,
      networks: settings.network.kind === 'none' ? [] : [{ bridge: 'xenbr0', mac: '00:16:3e:00:00:0f' }],
    },
    disks: settings.disks,
    network: { cidr, host, guest },
    ports: settings.ports,
    overrides: settings.monitorArgs,
  };
  const program = join(nativeFolder(), '../../dist/xen-guest.js');
  return {
    command: dieWithParent([process.execPath, program, JSON.stringify(job)]),
    accelerator: 'tcg',
    stderrIsConsole: false,
    readExit: (end) => statusInBed(end, settings),
  };
}

function statusInBed({ exitCode, signal, monitorOutput }: ProcessEnd, settings: Settings): number {
  if (signal !== undefined) return 128 + signalNumber(signal);
  const error = readError(monitorOutput);
  if (error) throw error;
  if (exitCode !== 0) throw bedFailed(`its process ended with status ${exitCode}`, monitorOutput);
  return statusOf(reasonOf(monitorOutput), settings);
}

/** A guest that somebody destroyed counts as killed. */
function statusOf(reason: number | undefined, { note }: Settings): number {
  if (reason === undefined) {
    note('somebody destroyed the guest');
    return 137;
  }
  if (isAbrupt(reason))
    note(`the guest ended by shutdown reason ${reason}: 1 is a reset, 3 a crash, 4 its watchdog`);
  return statusOfReason(reason);
}
