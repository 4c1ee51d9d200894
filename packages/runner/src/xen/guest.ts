import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { PassThrough, pipeline, type Readable } from 'node:stream';
import { xlConfig, type XlDomain } from '@unicore/resolve';
import type { XenBed } from './bed.ts';
import { typeInput } from './console-input.ts';
import { bedFailed } from './errors.ts';
import { reasonOf } from './shutdown-reason.ts';

/** A domain of the bed: `kernel` and `ramdisk` are files of the host. */
export type BedDomain = Omit<XlDomain, 'name'> & { readonly name?: string };

/** How a guest of the bed ended. */
export interface BedGuestExit {
  /** Of SCHEDOP_shutdown; nothing where somebody else ended the guest. */
  readonly reason: number | undefined;
  /** What `xl create -F` printed. */
  readonly xlOutput: string;
}

export interface BedGuest {
  readonly name: string;
  /** All that the guest prints; ends with it. */
  readonly console: Readable;
  readonly exited: Promise<BedGuestExit>;
  /** From the call of `xl create` to the first byte on the console; nothing where none came. */
  readonly firstOutputMs: () => number | undefined;
  /** Types what comes, and its end. */
  type(input: Readable): void;
  destroy(): Promise<void>;
}

/**
 * Creates a domain in the bed; its files go to `/guests/<name>` of dom0.
 *
 * @param overrides - further settings for `xl create`, `type="pv"`
 * @throws {UnicoreError} `ERR_UNICORE_BED_FAILED`
 */
export async function createXenGuest(
  bed: XenBed,
  domain: BedDomain,
  overrides: readonly string[] = [],
): Promise<BedGuest> {
  const name = domain.name ?? `${plain(basename(domain.kernel))}-${randomBytes(3).toString('hex')}`;
  const folder = `/guests/${name}`;
  await bed.upload(readFileSync(domain.kernel), `${folder}/kernel`);
  if (domain.ramdisk !== undefined) await bed.upload(readFileSync(domain.ramdisk), `${folder}/ramdisk`);
  const inBed: XlDomain = {
    ...domain,
    name,
    kernel: `${folder}/kernel`,
    ...(domain.ramdisk === undefined ? {} : { ramdisk: `${folder}/ramdisk` }),
  };
  await bed.upload(xlConfig(inBed), `${folder}/cfg`);

  const answer = await bed.stream(createAndFollow(name, overrides));
  const called = performance.now();
  let first: number | undefined;
  answer.once('data', () => (first = performance.now() - called));
  const console = answer.pipe(new PassThrough());
  const exited = new Promise<BedGuestExit>((resolve, reject) => {
    answer.once('error', (error) => {
      console.end();
      reject(bedFailed('the console of the guest broke off', String(error)));
    });
    answer.once('end', () => endOf(bed, name).then(resolve, reject));
  });
  exited.catch(() => undefined); // Whoever awaits `exited` gets it; nobody has to.
  return {
    name,
    console,
    exited,
    firstOutputMs: () => first,
    type: (input) => {
      const typing = bed.type(name);
      // It breaks off where the guest ends, which the console tells.
      pipeline(input, typeInput(), typing, () => undefined);
      void exited.catch(() => undefined).finally(() => typing.destroy());
    },
    destroy: async () => {
      await bed.command(`xl destroy ${name}`);
    },
  };
}

/**
 * The console's file in dom0 is followed (by GNU tail: with a path, since busybox prefers its own) while `xl create -F`
 * lives, and read to its end after that. `xl` gets its call once the answer's head is out, so that the client sees when that was. The shell stays, to reap `xl`: tail would take it
 * for alive otherwise.
 */
function createAndFollow(name: string, overrides: readonly string[]): string {
  return `
log=/var/log/xen/console/guest-${name}.log
cd /guests/${name} || exit
: >"$log"
printf 'Content-Type: application/octet-stream\\r\\n\\r\\n'
xl create -F cfg ${overrides.map(quote).join(' ')} >xl.log 2>&1 &
echo $! >xl.pid
/bin/tail -c +1 -f -s 0.1 --pid=$! "$log"
`;
}

/** Takes away what is left of a guest whose watcher was killed: a cut of its power. Nothing happens where nothing is left. */
export async function removeXenGuest(bed: XenBed, name: string): Promise<void> {
  await bed.command(`
cd /guests/${name} 2>/dev/null || exit 0
xl=$(cat xl.pid) && kill "$xl"
xl destroy ${name}
rm -r /guests/${name} /var/log/xen/console/guest-${name}.log
`);
}

async function endOf(bed: XenBed, name: string): Promise<BedGuestExit> {
  const { output: xlOutput } = await bed.command(
    `cat /guests/${name}/xl.log; rm -r /guests/${name} /var/log/xen/console/guest-${name}.log`,
  );
  if (!xlOutput.includes('Waiting for domain')) throw bedFailed('xl created no domain', xlOutput);
  return { reason: reasonOf(xlOutput), xlOutput };
}

function quote(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

function plain(name: string): string {
  return name.replace(/[^\w.-]/g, '-');
}
