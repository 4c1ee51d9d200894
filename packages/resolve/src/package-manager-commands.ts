import type { PackageManager } from './tree.ts';

type Name = PackageManager['name'];

/** Returns the command that adds the (packages) to an application. Pure. */
export function installCommand(manager: Name, packages: readonly string[]): string {
  return `${manager} ${manager === 'npm' ? 'install' : 'add'} ${packages.join(' ')}`;
}

/** Returns the command that takes the (packages) out of an application again. Pure. */
export function removeCommand(manager: Name, packages: readonly string[]): string {
  return `${manager} ${manager === 'npm' ? 'uninstall' : 'remove'} ${packages.join(' ')}`;
}

/**
 * Returns the lines to add to package.json, as one, so that a package has one (version) everywhere. Pure.
 *
 * npm refuses to override a (direct) dependency of the application by anything but a reference to it.
 */
export function overrideLine(manager: Name, name: string, version: string, direct: boolean): string {
  const entry = (value: string) => `{ "${name}": "${value}" }`;
  switch (manager) {
    case 'pnpm':
      return `"pnpm": { "overrides": ${entry(version)} }`;
    case 'yarn':
      return `"resolutions": ${entry(version)}`;
    case 'npm':
      return `"overrides": ${entry(direct ? `$${name}` : version)}`;
  }
}
