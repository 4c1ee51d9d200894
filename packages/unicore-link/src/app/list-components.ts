import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plan } from '@unicore/resolve';

/** A package whose code is in an image, or the application. */
export interface Component {
  /** npm name. */
  readonly package: string;
  readonly version: string;
  /** SPDX expression of its package.json; empty where there is none. */
  readonly licence: string;
  readonly folder: string;
  /** Of targets, `kvm/x86_64`, that have it; sorted. */
  readonly targets: readonly string[];
  /** Whose sources the package builds. */
  readonly upstream?: UpstreamComponent;
}

export interface UpstreamComponent {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  readonly purl: string;
  /** Of the archive; empty where the pin does not say. */
  readonly sha256: string;
}

/** Lists what a plan's images are made of: the application first, then libraries by name. Reads their package.json. */
export function listComponents({ app, targets }: Plan): readonly Component[] {
  const found = new Map<string, Component>();
  for (const { platform, architecture, libraries } of targets) {
    for (const library of libraries) {
      const { targets: before = [] } = found.get(library.package) ?? {};
      found.set(library.package, {
        package: library.package,
        version: library.version,
        licence: licenceOf(library.folder),
        folder: library.folder,
        targets: [...before, `${platform}/${architecture}`].toSorted(),
        ...(library.upstream && { upstream: library.upstream }),
      });
    }
  }
  const upstream = upstreamOf(app.folder);
  return [
    {
      package: app.name,
      version: app.version,
      licence: licenceOf(app.folder),
      folder: app.folder,
      targets: targets.map(({ platform, architecture }) => `${platform}/${architecture}`).toSorted(),
      ...(upstream && { upstream }),
    },
    ...[...found.values()].toSorted((left, right) => (left.package < right.package ? -1 : 1)),
  ];
}

function licenceOf(folder: string): string {
  const { license } = readJson(join(folder, 'package.json'));
  return typeof license === 'string' ? license : '';
}

/** A port pins its sources as libraries do. */
function upstreamOf(folder: string): UpstreamComponent | undefined {
  const { name, licence, purl, accepted } = readJson(join(folder, 'upstream.json'));
  const [first] = Array.isArray(accepted)
    ? (accepted as readonly { readonly version?: unknown; readonly sha256?: unknown }[])
    : [];
  if (typeof name !== 'string' || typeof purl !== 'string') return undefined;
  return {
    name,
    version: String(first?.version ?? ''),
    licence: String(licence ?? ''),
    purl,
    sha256: String(first?.sha256 ?? ''),
  };
}

function readJson(file: string): Readonly<Record<string, unknown>> {
  if (!existsSync(file)) return {};
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, unknown>>;
  } catch {
    return {};
  }
}
