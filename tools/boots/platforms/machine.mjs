import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';

/** One sentence that says what the figures were taken on. */
export async function nameMachine(bed) {
  const [qemu] = execFileSync('qemu-system-x86_64', ['--version'], { encoding: 'utf8' }).split('\n');
  const { output: xen } = await bed.command('xl info xen_version');
  return (
    `${qemu}, which emulates the processor (TCG), and Xen ${xen.trim()} with a Linux dom0 inside it; linuxu runs natively. ` +
    `The machine has ${cpus().length} cores and is shared.`
  );
}
