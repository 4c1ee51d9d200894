import { readFileSync } from 'node:fs';

const installers = {
  debian: 'apt-get install',
  fedora: 'dnf install',
  arch: 'pacman -S',
  alpine: 'apk add',
} as const;

/** Distributions whose packages are known by name. */
export type Family = keyof typeof installers;

export interface Distribution {
  /** As it calls itself: `Debian GNU/Linux 12 (bookworm)`. */
  readonly name: string;
  /** Absent for one whose packages have names that are not known here. */
  readonly family?: Family;
}

/** Names of the packages with one thing; absent where a family has none, or none whose program has that name. */
export type PackageNames = { readonly debian: string } & { readonly [Other in Family]?: string };

/** A package of one name everywhere. Pure. */
export function everywhere(name: string): PackageNames {
  return { debian: name, fedora: name, arch: name, alpine: name };
}

/** Reads which distribution this is. Spec: os-release(5). */
export function readDistribution(file = '/etc/os-release'): Distribution {
  let text = '';
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    // Optional, says the specification.
  }
  const field = (name: string): string =>
    new RegExp(`^${name}=(["']?)(.*)\\1$`, 'm').exec(text)?.[2]?.trim() ?? '';
  const ids = [field('ID'), ...field('ID_LIKE').split(/\s+/)].map((id) =>
    id === 'rhel' || id === 'centos' ? 'fedora' : id === 'ubuntu' ? 'debian' : id,
  );
  const family = ids.find((id): id is Family => Object.hasOwn(installers, id));
  return { name: field('PRETTY_NAME') || field('ID') || 'Linux', ...(family && { family }) };
}

/** The command that installs a package, or what to look for where no name of it is known. Pure. */
export function installing(
  { family }: Distribution,
  packages: PackageNames,
  isRoot = process.getuid?.() === 0,
): { readonly mend: string } | { readonly lookFor: string } {
  const names = family && packages[family];
  if (names === undefined) return { lookFor: `Debian has it in: ${packages.debian}` };
  return { mend: `${isRoot ? '' : 'sudo '}${installers[family as Family]} ${names}` };
}

/** As it stands in a line of the doctor's. Pure. */
export function lacking(
  detail: string,
  distribution: Distribution,
  packages: PackageNames,
): { readonly detail: string; readonly mend?: string } {
  const way = installing(distribution, packages);
  return 'mend' in way ? { detail, mend: way.mend } : { detail: `${detail}. ${way.lookFor}` };
}
