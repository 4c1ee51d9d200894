import type { Library } from '@unicore/descriptor';

/** The installed libraries of an application: plain JSON, all that solving and planning know of the disk. */
export interface Tree {
  readonly app: TreeApp;
  /** Every library that the application's `dependencies` reach, sorted by package name, version and folder. */
  readonly packages: readonly TreePackage[];
  readonly packageManager: PackageManager;
  /** The author's own packages whose `library.json` is older than what it was made from. */
  readonly stale: readonly StaleLibrary[];
}

export interface TreeApp {
  /** `name` of its package.json, else the folder's name. */
  readonly name: string;
  readonly version: string;
  /** Absolute real path. */
  readonly folder: string;
  readonly dependencies: Dependencies;
}

export interface TreePackage {
  /** npm name, `@unicore/lib-lwip`. */
  readonly package: string;
  readonly version: string;
  /** Absolute real path: what tells two copies of one package apart. */
  readonly folder: string;
  /** Its real path lies outside node_modules and package managers' stores: a workspace, or `npm link`. */
  readonly own: boolean;
  readonly library: Library;
  readonly dependencies: Dependencies;
}

/** npm name of each dependency that is a library -> its folder. */
export type Dependencies = Readonly<Record<string, string>>;

export interface PackageManager {
  readonly name: 'npm' | 'pnpm' | 'yarn';
  /** Folder of the lock file, else of the application: where `overrides` belong. */
  readonly folder: string;
}

export interface StaleLibrary {
  readonly package: string;
  readonly folder: string;
  /** Absolute path of the library.json that is to be made again. */
  readonly file: string;
  /** What is newer than it, relative to the folder; absent where there is no library.json yet. */
  readonly newer?: string;
}
