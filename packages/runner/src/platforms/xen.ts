import { randomBytes } from 'node:crypto';
import { basename, join } from 'node:path';
import { xlConfig, type XlDomain } from '@unicore/resolve';
import { kernelCommandLine } from '../command-line.ts';
import { hasContract, type Image } from '../image.ts';
import { addressParameters, imageFd, planUsernet } from '../network/usernet.ts';
import type { Settings } from '../options.ts';
import { captureCommand, dieWithParent, findProgram, signalNumber } from '../spawn.ts';
import { bedFailed } from '../xen/errors.ts';
import { macOfTap } from '../xen/bed-network.ts';
import { type GuestJob, guestDiskName, type JobNetwork, readError, type XlJob } from '../xen/guest-job.ts';
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
    name: `${basename(image.image)}-${randomId()}`,
    type: process.env['UNICORE_XEN_TYPE'] === 'pv' ? 'pv' : 'pvh',
    kernel: image.image,
    ramdisk: image.initrd,
    memoryMib: settings.memoryMib,
  };
  return (await runsXen()) ? planLocal(domain, settings) : planBed(image, domain, settings);
};

/** Whether this is dom0 of a Xen that runs, and this user may command it. */
export async function runsXen(): Promise<boolean> {
  return findProgram('xl') !== undefined && (await captureCommand('xl', ['info'])).status === 0;
}

function planLocal(plain: XlDomain, settings: Settings): Launch {
  const { network, ports, parameters, args } = settings;
  if (ports.length > 0 || network.kind === 'tap' || network.kind === 'own-tap')
    settings.note(
      'no port is published and no tap used: the guest is on the bridge of /etc/xen/xl.conf, by its own address',
    );
  const disks = settings.disks.map(({ path, readOnly }, index) => ({
    ...{ target: path, device: guestDiskName(index), readOnly },
  }));
  const domain = { ...plain, commandLine: kernelCommandLine(parameters, args), disks };
  const job: XlJob = {
    name: domain.name,
    config: xlConfig({ ...domain, networks: network.kind === 'none' ? [] : [{}] }),
    overrides: settings.monitorArgs,
    stdin: settings.stdin,
  };
  return {
    command: programOf('xl-guest', job),
    extraFds: 1,
    graceMs: 60_000, // Killed before xl has destroyed the domain, it would leave that behind.
    stderrIsConsole: false,
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
  if (joined === undefined) {
    settings.note('no Xen runs here: the image starts in a test bed, under QEMU, in some 10 s');
    await prepareXenBed({ onNote: settings.note });
  }
  const { network, subnet, parameters, args } = settings;
  const job: GuestJob = {
    bed: joined,
    id: randomId(),
    domain,
    parameters: [...(network.kind === 'own-tap' ? addressParameters(image, subnet) : []), ...parameters],
    args,
    disks: settings.disks,
    network: networkOf(image, settings),
    overrides: settings.monitorArgs,
    stdin: settings.stdin,
  };
  const command = programOf('xen-guest', job);
  return {
    ...((network.kind === 'user' ? undefined : await planUsernet(command, settings)) ?? {
      command: dieWithParent(command),
    }),
    accelerator: 'tcg',
    stderrIsConsole: false,
    readExit: (end) => statusInBed(end, settings),
  };
}

function networkOf(image: Image, { network, subnet, ports }: Settings): JobNetwork {
  if (network.kind === 'none') return { kind: 'none' };
  if (network.kind === 'user') return { kind: 'bed', subnet, ports, stack: hasContract(image, 'netstack') };
  const name = network.kind === 'tap' ? network.name : undefined;
  const tap = name === undefined ? (`fd=${imageFd}` as const) : (`ifname=${name}` as const);
  return { kind: 'tap', tap, mac: macOfTap(name ?? subnet.guest) };
}

function randomId(): string {
  return randomBytes(4).toString('hex');
}

/** The command of a program of this package that takes a job. */
function programOf(name: string, job: GuestJob | XlJob): readonly string[] {
  return [process.execPath, join(nativeFolder(), `../../dist/${name}.js`), JSON.stringify(job)];
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
