import type { Target } from '@unicore/options';
import type { AppConfig } from './app-config.ts';

export interface TargetWishes {
  /** Of `--plat`, which repeats or takes comma lists; each may name its architecture, `kvm/x86_64`. */
  readonly platforms?: readonly string[];
  /** Of `--arch`, likewise. */
  readonly architectures?: readonly string[];
  /** `process.arch` of the developer's machine. */
  readonly hostArch: string;
}

/**
 * Returns the targets to build, each once, in the order asked for: `--plat`, else the configuration's targets, else
 * linuxu; on the architectures of `--arch`, else the configuration's, else the host's. Pure.
 */
export function chooseTargets(config: AppConfig, wishes: TargetWishes): readonly Target[] {
  const asked = splitLists(wishes.platforms);
  const platforms = asked.length > 0 ? asked : (config.targets ?? []);
  const architectures = splitLists(wishes.architectures);
  const fallback = config.arch ?? architectureOfHost(wishes.hostArch);
  const targets = (platforms.length > 0 ? platforms : ['linuxu']).flatMap((text) => {
    const [platform = '', architecture] = text.split('/');
    // What `--arch` says wins over the configuration, and not over what `--plat` says itself.
    const named =
      architecture !== undefined && (asked.length > 0 || architectures.length === 0) ? [architecture] : [];
    const all = named.length > 0 ? named : architectures.length > 0 ? architectures : [fallback];
    return all.map((one) => ({ platform, architecture: one }));
  });
  return [
    ...new Map(targets.map((target) => [`${target.platform}/${target.architecture}`, target])).values(),
  ];
}

/** Turns Node's name of an architecture into ours: `x64` is `x86_64`. Pure. */
export function architectureOfHost(nodeArch: string): string {
  const names: Readonly<Record<string, string>> = { x64: 'x86_64', arm: 'arm32', mipsel: 'mips' };
  return names[nodeArch] ?? nodeArch;
}

function splitLists(texts: readonly string[] | undefined): readonly string[] {
  return (texts ?? [])
    .flatMap((text) => text.split(','))
    .map((text) => text.trim())
    .filter((text) => text !== '');
}
