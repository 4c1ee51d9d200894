import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Origin } from '@unicore/options';
import type { Link, Tree, TreePackage, WhyEdge } from '@unicore/resolve';
import type { SourceLine } from '@unicore/toolchain';
import type { FoundApp } from '../app/find-config.ts';
import { findSettingLine } from '../config-text/setting-places.ts';

/** Where something is written down. */
export interface Place {
  /** Absolute path. */
  readonly file: string;
  /** Absent where the file says it by what it computes. */
  readonly line?: number;
}

/** Finds where an application and its libraries say what they say. Reads their files, each once. */
export interface Places {
  /** Where `from`, a library or by undefined the application, brings `name` in. */
  edge(from: string | undefined, name: string, by: WhyEdge): Place | undefined;
  /** Of each link of a chain of packages but the first, the dependency in the package.json of the one before. */
  dependencies(chain: readonly Link[]): readonly (Place | undefined)[];
  /** Where an option, `lwip.ipv6`, gets its value. */
  option(name: string, origin: Origin): readonly Place[];
  /** A line of a source in a package's folder. */
  source(at: SourceLine): Place | undefined;
}

export function createPlaces(tree: Tree, found: FoundApp): Places {
  const texts = new Map<string, string>();
  const libraries = new Map(tree.packages.map((one) => [one.library.name, one]));
  const find = (file: string, ...paths: readonly (readonly string[])[]): Place | undefined => {
    const text = texts.get(file) ?? (existsSync(file) ? readFileSync(file, 'utf8') : '');
    texts.set(file, text);
    if (text === '') return undefined;
    const source = { text, isJson: file.endsWith('.json'), prefix: [] };
    const line = paths.map((path) => findSettingLine(source, path)).find((one) => one !== undefined);
    return { file, ...(line !== undefined && { line }) };
  };
  const inConfig = (...paths: readonly (readonly string[])[]): Place | undefined => {
    const { config } = found;
    if (config.kind === 'none') return undefined;
    return find(
      config.file,
      ...(config.kind === 'file' ? paths : paths.map((path) => ['unicore', 'app', ...path])),
    );
  };
  const inDescriptor = (library: string, ...paths: readonly (readonly string[])[]): Place | undefined => {
    const entry = libraries.get(library);
    return entry && find(descriptorOf(entry), ...paths);
  };
  const ofOption = (name: string, ...fields: readonly string[]): Place | undefined => {
    const [library, option] = splitName(name);
    const place = [library === 'app' ? 'ownOptions' : 'options', option];
    const paths = [...fields.map((field) => [...place, field]), place];
    return library === 'app' ? inConfig(...paths) : inDescriptor(library, ...paths);
  };

  return {
    edge(from, name, by) {
      const provided = Object.keys(libraries.get(name)?.library.provides ?? {});
      switch (by.kind) {
        case 'dependency':
          return find(join(tree.app.folder, 'package.json'), ['dependencies', by.package]);
        case 'config':
          return inConfig(['options', 'lib', name], ...provided.map((contract) => ['providers', contract]));
        case 'target':
          return inConfig(['targets']);
        case 'requires':
        case 'declares': {
          const paths = [
            ['requires', by.contract],
            ['provides', by.contract],
          ];
          return from === undefined ? inConfig(...paths) : inDescriptor(from, ...paths);
        }
        case 'select':
        case 'imply':
          return ofOption(by.option, by.kind);
      }
    },
    dependencies: (chain) =>
      chain.slice(1).map(({ package: name }, index) => {
        const before = chain[index];
        const folder =
          index === 0
            ? tree.app.folder
            : tree.packages.find((one) => one.package === before?.package && one.version === before.version)
                ?.folder;
        return folder === undefined ? undefined : find(join(folder, 'package.json'), ['dependencies', name]);
      }),
    option(name, origin) {
      const [library, option] = splitName(name);
      const listed = (one: Place | undefined): readonly Place[] => (one ? [one] : []);
      switch (origin.kind) {
        case 'user':
          return listed(inConfig(['options', library, option]));
        case 'default':
          return listed(ofOption(name, 'default'));
        case 'unavailable':
          return listed(ofOption(name, 'dependsOn'));
        case 'select':
        case 'imply':
          return origin.by.flatMap((one) => listed(ofOption(one, origin.kind)));
      }
    },
    source({ source, line }) {
      const owner = [...tree.packages, { package: tree.app.name, folder: tree.app.folder }].find((one) =>
        source.startsWith(`/${one.package}/`),
      );
      return owner && { file: join(owner.folder, source.slice(owner.package.length + 2)), line };
    },
  };
}

/** Its author's own, else what it was published as. */
function descriptorOf({ folder }: TreePackage): string {
  const own = join(folder, 'unicore.library.ts');
  return existsSync(own) ? own : join(folder, 'dist', 'library.json');
}

/** `lwip` and `ipv6` of `lwip.ipv6`. */
function splitName(name: string): readonly [string, string] {
  const dot = name.indexOf('.');
  return [name.slice(0, dot), name.slice(dot + 1)];
}
