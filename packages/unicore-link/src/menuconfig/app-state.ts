import { UnicoreError } from '@unicore/descriptor';
import {
  type AppConfig,
  type PoolEntry,
  type PoolIndex,
  prepareTargets,
  type Profile,
  type SolvedTarget,
  type Tree,
  type TreePackage,
} from '@unicore/resolve';
import type { DotConfig, Target } from '@unicore/options';
import {
  type Edit,
  sameSetting,
  settingAt,
  type SettingPath,
  type SettingValue,
  withEdits,
} from './settings.ts';

/** What the menu of an application is made from. */
export interface AppSource {
  readonly tree: Tree;
  /** As the file has it. */
  readonly config: AppConfig;
  /** Settings beneath it. */
  readonly dotConfig?: DotConfig;
  readonly pool: PoolIndex;
  /** The targets that a config asks for, under the command line. */
  readonly targetsOf: (config: AppConfig) => readonly Target[];
  /** Of the command line, over that of the config. */
  readonly profile?: Profile;
  /** Name of the file that holds the settings. */
  readonly file: string;
}

/** An application's settings with what a user changed, and all that follows from them. */
export interface AppState {
  readonly source: AppSource;
  readonly byName: ReadonlyMap<string, TreePackage>;
  /** Libraries of the pool that are not installed, by name. */
  readonly missing: ReadonlyMap<string, PoolEntry>;
  /** With the edits. */
  readonly config: () => AppConfig;
  readonly solved: () => readonly SolvedTarget[];
  readonly edits: () => readonly Edit[];
  readonly isEdited: (path: SettingPath) => boolean;
  /** Solves as if a setting were changed; a loop comes back as its message. */
  readonly try: (path: SettingPath, value: SettingValue | undefined) => readonly SolvedTarget[] | string;
  /** Changes a setting; back to what the file has, or to what would be without it, is no change. */
  readonly put: (path: SettingPath, value: SettingValue | undefined) => void;
}

/**
 * Opens an application's settings. Pure; the state changes by `put` alone.
 *
 * @throws {UnicoreError} what `prepareTargets` and its result throw
 */
export function openAppState(source: AppSource, before: readonly Edit[] = []): AppState {
  const byName = new Map(source.tree.packages.map((entry) => [entry.library.name, entry]));
  const missing = new Map(
    source.pool.libraries.filter(({ name }) => !byName.has(name)).map((entry) => [entry.name, entry]),
  );
  let edits = new Map(
    before
      .filter(({ path, value }) => !sameSetting(settingAt(source.config, path), value))
      .map((edit) => [keyOf(edit.path), edit]),
  );
  const solve = prepareTargets(source);
  let config = withEdits(source.config, edits.values());
  let solved = solveConfig(config);

  // A value is solved for its check, and again when it is set.
  let known = new Map<string, readonly SolvedTarget[] | string>();

  function solveConfig(changed: AppConfig): readonly SolvedTarget[] {
    const { dotConfig, profile } = source;
    return solve({
      config: changed,
      targets: source.targetsOf(changed),
      ...(dotConfig && { dotConfig }),
      ...(profile && { profile }),
    });
  }

  function tried(path: SettingPath, value: SettingValue | undefined): readonly SolvedTarget[] | string {
    if (sameSetting(settingAt(config, path), value)) return solved;
    const key = JSON.stringify([path, value]);
    const result = known.get(key) ?? solvedWith(path, value);
    known.set(key, result);
    return result;
  }

  function solvedWith(path: SettingPath, value: SettingValue | undefined): readonly SolvedTarget[] | string {
    try {
      return solveConfig(withEdits(config, [{ path, value }]));
    } catch (error) {
      if (error instanceof UnicoreError) return error.message;
      throw error;
    }
  }

  function put(path: SettingPath, value: SettingValue | undefined): void {
    const old = settingAt(source.config, path);
    const next = new Map(edits);
    next.delete(keyOf(path));
    const isBack = sameSetting(old, value) || (old === undefined && saysNothing(path, value));
    if (!isBack) next.set(keyOf(path), { path, value });
    const result = tried(path, isBack ? (old as SettingValue | undefined) : value);
    edits = next;
    config = withEdits(source.config, edits.values());
    // Another array, as rows are remembered by it, and what is edited has changed too.
    solved = typeof result === 'string' ? solveConfig(config) : [...result];
    known = new Map();
  }

  /** Whether all would be the same without a setting that the file has not. */
  function saysNothing(path: SettingPath, value: SettingValue | undefined): boolean {
    const [having, lacking] = [tried(path, value), tried(path, undefined)];
    return typeof having !== 'string' && typeof lacking !== 'string' && sameResult(having, lacking);
  }

  return {
    source,
    byName,
    missing,
    config: () => config,
    solved: () => solved,
    edits: () => [...edits.values()],
    isEdited: (path) => edits.has(keyOf(path)),
    try: tried,
    put,
  };
}

/** Targets, values and providers; not where they come from. */
function sameResult(left: readonly SolvedTarget[], right: readonly SolvedTarget[]): boolean {
  const essence = (all: readonly SolvedTarget[]): unknown =>
    all.map(({ target, solution: { profile, providers }, problems }) => [
      target,
      profile,
      providers,
      problems.map(({ error }) => error.message),
    ]);
  const sameValues = left.every(({ solution }, index) =>
    sameRecord(solution.values, right[index]?.solution.values ?? {}),
  );
  return sameValues && sameSetting(essence(left), essence(right));
}

function sameRecord(
  left: Readonly<Record<string, unknown>>,
  right: Readonly<Record<string, unknown>>,
): boolean {
  const keys = Object.keys(left);
  return keys.length === Object.keys(right).length && keys.every((key) => left[key] === right[key]);
}

function keyOf(path: SettingPath): string {
  return path.join('\0');
}
