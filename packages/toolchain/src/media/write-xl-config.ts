import { writeFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { kernelCommandLine, parseDisk, type Plan, xlConfig } from '@unicore/resolve';
import { guarded } from '../store.ts';

/**
 * Writes what `xl create` reads, out of the run settings. It names image and initrd by their names alone: xl looks for them
 * in the folder that it is called in. It is for PVH; the same image is PV by `xl create FILE 'type="pv"'`.
 *
 * @throws {UnicoreError} `ERR_UNICORE_DISK_FULL`
 */
export function writeXlConfig(
  plan: Plan,
  { image, initrd }: { readonly image: string; readonly initrd?: string },
  file: string,
): void {
  const { memoryMib, network = false, parameters = [], args = [], disks = [] } = plan.app.run;
  const text = xlConfig({
    ...{ name: plan.app.name, type: 'pvh', kernel: image, ramdisk: initrd, memoryMib },
    commandLine: kernelCommandLine(parameters, args),
    networks: network ? [{}] : [],
    disks: disks.flatMap((setting, index) => {
      const disk = parseDisk(setting);
      const device = `xvd${String.fromCharCode(97 + index)}`;
      return disk ? [{ target: resolve(plan.app.folder, disk.path), device, readOnly: disk.readOnly }] : [];
    }),
  });
  const call = `xl create -c ${basename(file)}`;
  const usage = `# In this folder: ${call}\n# As a PV guest:  ${call} 'type="pv"'\n`;
  guarded(file, () => writeFileSync(file, usage + text));
}
