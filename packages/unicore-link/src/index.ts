import type { AppConfig } from '@unicore/resolve';

export { bool, choice, hex, int, string } from '@unicore/descriptor';
export type { AppConfig } from '@unicore/resolve';

/** Options of the installed libraries, by library; filled by `.unicore/types.d.ts`, which `unicore-link sync` writes. */
// oxlint-disable-next-line typescript/no-empty-object-type -- declaration merging fills it
export interface InstalledOptions {}
/** Contract -> names of the installed libraries that provide it; filled as {@link InstalledOptions}. */
// oxlint-disable-next-line typescript/no-empty-object-type -- declaration merging fills it
export interface InstalledProviders {}
/** `kvm` and `kvm/x86_64` for each installed platform; filled as {@link InstalledOptions}. */
// oxlint-disable-next-line typescript/no-empty-object-type -- declaration merging fills it
export interface InstalledTargets {}

/** What {@link defineApp} takes: {@link AppConfig}, narrowed to what is installed once that is known. */
export interface AppDefinition extends Omit<AppConfig, 'arch' | 'options' | 'providers' | 'targets'> {
  /** Architecture of targets that name none; default: the host's. */
  readonly arch?: Narrowed<InstalledTargets, ArchitectureOf<keyof InstalledTargets>, AppConfig['arch']>;
  /** Library -> option -> value. `app` holds the application's own options. */
  readonly options?: Narrowed<
    InstalledOptions,
    { readonly [Name in keyof InstalledOptions]?: Readonly<InstalledOptions[Name]> } & {
      readonly app?: Readonly<Record<string, boolean | number | string>>;
      /** `false` leaves a library out. */
      readonly lib?: { readonly [Name in keyof InstalledOptions]?: boolean };
    },
    AppConfig['options']
  >;
  /** Contract -> library that provides it (for a contract of many: libraries). */
  readonly providers?: Narrowed<
    InstalledProviders,
    {
      readonly [Name in keyof InstalledProviders]?:
        InstalledProviders[Name] | readonly InstalledProviders[Name][];
    },
    AppConfig['providers']
  >;
  /** Images to build without `--plat`: `kvm`, or with its architecture, `kvm/x86_64`. */
  readonly targets?: Narrowed<InstalledTargets, readonly (keyof InstalledTargets)[], AppConfig['targets']>;
}

/** `x86_64` of `kvm/x86_64`. */
type ArchitectureOf<Target> = Target extends `${string}/${infer Architecture}` ? Architecture : never;

type Narrowed<Installed, Known, Otherwise> = keyof Installed extends never ? NonNullable<Otherwise> : Known;

/**
 * Types the application's config, `unicore.config.ts`: `export default defineApp({ ... })`. After `unicore-link sync`
 * its options, providers and targets are those of the installed libraries.
 *
 * Pure; returns its argument.
 */
export function defineApp(config: AppDefinition): AppDefinition {
  return config;
}
