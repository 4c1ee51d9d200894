import { captureCommand, findProgram, findUefi, kvmSupport, runsXen } from '@unicore/runner';
import { type Distribution, installing, lacking } from './distribution.ts';
import type { Examination } from './examination.ts';
import { versionOf } from './examine-programs.ts';

const qemu = 'qemu-system-x86_64';

/** What starts images that are no Linux processes: QEMU, its firmware, KVM, Xen. */
export async function examineMachines(distribution: Distribution): Promise<readonly Examination[]> {
  return Promise.all([
    examineQemu(distribution),
    examineUefi(distribution),
    examineKvm(),
    examineXen(distribution),
    examineDiod(distribution),
  ]);
}

async function examineQemu(distribution: Distribution): Promise<Examination> {
  const base = { group: 'run', name: qemu } as const;
  const path = findProgram(qemu);
  if (path === undefined) {
    const packages = {
      debian: 'qemu-system-x86',
      fedora: 'qemu-system-x86-core',
      arch: 'qemu-system-x86',
      alpine: 'qemu-system-x86_64',
    };
    const detail = 'not installed: runs images for kvm and metal, and for xen without a Xen of its own';
    return { ...base, state: 'limited', ...lacking(detail, distribution, packages) };
  }
  const [version = path, machines] = await Promise.all([
    versionOf(path),
    captureCommand(path, ['-machine', 'help'], { timeoutMs: 10_000 }),
  ]);
  if (/^microvm\s/m.test(machines.stdout)) return { ...base, state: 'ok', detail: version };
  const detail = `${version} has no machine "microvm": images for kvm need one, or library pc for a q35`;
  return { ...base, state: 'limited', detail };
}

function examineUefi(distribution: Distribution): Examination {
  const base = { group: 'run', name: 'UEFI firmware' } as const;
  const file = findUefi();
  if (file !== undefined) return { ...base, state: 'ok', detail: file };
  const packages = { debian: 'ovmf', fedora: 'edk2-ovmf', arch: 'edk2-ovmf', alpine: 'ovmf' };
  const detail = 'not installed: run --plat metal --firmware uefi; BIOS comes with QEMU';
  return { ...base, state: 'optional', ...lacking(detail, distribution, packages) };
}

/** What `kvmSupport` says, which chooses for `run`; where it serves, QEMU makes a machine by it. */
async function examineKvm(): Promise<Examination> {
  const base = { group: 'run', name: '/dev/kvm' } as const;
  const { serves, reason, mend } = kvmSupport();
  if (!serves) {
    const detail = `does not serve: ${reason}; images for kvm run emulated, by TCG`;
    return { ...base, state: 'limited', detail, ...(mend ? { mend } : {}) };
  }
  const path = findProgram(qemu);
  if (path === undefined) return { ...base, state: 'ok', detail: `serves; not tried without ${qemu}` };
  const args = ['-accel', 'kvm', '-machine', 'none', '-nodefaults', '-display', 'none', '-monitor', 'stdio'];
  const { status, stderr } = await captureCommand(path, args, { input: 'quit\n', timeoutMs: 10_000 });
  if (status === 0) return { ...base, state: 'ok', detail: 'serves' };
  const detail = `opens, but makes no machine (${stderr.trim().split('\n')[0] ?? ''}): run with --accel tcg`;
  return { ...base, state: 'limited', detail };
}

/** What the test bed is made with; see `prepareXenBed`. */
const bedPrograms = ['apt-get', 'dpkg-deb', 'tar', 'xz', qemu];

async function examineXen(distribution: Distribution): Promise<Examination> {
  const base = { group: 'run', name: 'Xen' } as const;
  if (await runsXen()) return { ...base, state: 'ok', detail: 'runs here; images start by xl create' };
  const xl = findProgram('xl') === undefined ? 'no xl here' : 'xl is here, but no Xen that it may command';
  const lacks = bedPrograms.filter((program) => findProgram(program) === undefined);
  if (lacks.length === 0) {
    const detail = `${xl}: images run in a test bed under QEMU, made once of some 80 MB of Debian packages`;
    return { ...base, state: 'ok', detail };
  }
  const detail = `${xl}, and the test bed under QEMU lacks ${lacks.join(', ')}: images for xen are built, not run`;
  const way = installing(distribution, { debian: 'xen-system-amd64', fedora: 'xen', alpine: 'xen' });
  const otherwise = 'mend' in way ? `. A Xen of your own: ${way.mend}` : '';
  return { ...base, state: 'optional', detail: `${detail}${otherwise}` };
}

function examineDiod(distribution: Distribution): Examination {
  const base = { group: 'run', name: 'diod' } as const;
  // Where the runner looks for it, which may be no folder of a user's PATH.
  const path = findProgram('diod', `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`);
  if (path !== undefined) return { ...base, state: 'ok', detail: path };
  const detail = 'not installed: run --share of images for linuxu; QEMU serves those for kvm';
  return { ...base, state: 'optional', ...lacking(detail, distribution, { debian: 'diod' }) };
}
