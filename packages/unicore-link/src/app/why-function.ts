import { join } from 'node:path';
import { nearestName } from '@unicore/descriptor';
import type { ChainLink, Target } from '@unicore/options';
import {
  appliesTo,
  installCommand,
  makePlan,
  oneVersionOfEach,
  type PlanInput,
  type TargetPlan,
  type TreePackage,
  why,
} from '@unicore/resolve';
import { type Caller, findCallers, findDefiners } from '@unicore/toolchain';

/** Who gives a function that is a stub where nobody does, and who calls it. */
export interface WhyFunction {
  readonly kind: 'function';
  readonly target: Target;
  /** `syscall:futex`: the library with the stubs, and the name without their prefix. */
  readonly subject: string;
  /** `uc_sys_futex` */
  readonly symbol: string;
  /** Installed libraries that define it. */
  readonly definedBy: readonly Definer[];
  /** Command that installs each library of the pool that defines it; empty where an installed one does. */
  readonly install: readonly string[];
  /** Of the image as it was last built; absent where it was not. */
  readonly calledBy?: readonly Caller[];
  /** A name that libraries define, for one that nobody does and nobody calls. */
  readonly nearest?: string;
}

export interface Definer {
  readonly library: string;
  readonly package: string;
  /** From the application to it; absent where it is not in the image. */
  readonly chain?: readonly ChainLink[];
  /** Its options leave out the source that defines it, or it is not for this target. */
  readonly leftOut: boolean;
}

/**
 * Tells of `syscall:futex` who gives it; undefined where the subject is not of that form, or the library before the colon
 * is not installed or has no stubs. Reads the sources of all installed libraries, and what the last build left.
 */
export function whyFunction(input: PlanInput, subject: string): readonly WhyFunction[] | undefined {
  const [, owner, name] = /^([a-z][a-z0-9-]*):(\w+)$/.exec(subject) ?? [];
  const packages = [...oneVersionOfEach(input.tree).values()];
  const stubs = packages.find(({ library }) => library.name === owner)?.library.stubs;
  if (!stubs || name === undefined) return undefined;
  const plan = makePlan(input);
  return stubs.flatMap(({ prefix }) => {
    const symbol = `${prefix}${name}`;
    const defined = packages.map((entry) => ({ entry, definers: findDefiners(filesOf(entry), prefix) }));
    const found = defined.flatMap(({ entry, definers }) => {
      const files = definers.get(symbol);
      return files ? [{ entry, files }] : [];
    });
    const known = [
      ...defined.flatMap(({ definers }) => [...definers.keys()]),
      ...(input.pool?.libraries.flatMap((one) => one.defines ?? []) ?? []),
    ];
    return plan.targets.map((target): WhyFunction => {
      const calledBy = findCallers(plan, target, symbol);
      const install = found.length > 0 ? [] : installing(input, target, symbol);
      const isKnown = known.includes(symbol) || (calledBy !== undefined && calledBy.length > 0);
      const nearest = isKnown ? undefined : nearestName(symbol, known)?.slice(prefix.length);
      return {
        kind: 'function',
        target: { platform: target.platform, architecture: target.architecture },
        subject,
        symbol,
        definedBy: found.map((one) => definerIn(target, one, input)),
        install,
        ...(calledBy && { calledBy }),
        ...(nearest === undefined ? {} : { nearest: `${owner}:${nearest}` }),
      };
    });
  });
}

function filesOf({ folder, library }: TreePackage): readonly string[] {
  return [...new Set(library.sources.flatMap(({ files }) => files))].map((file) => join(folder, file));
}

function definerIn(
  target: TargetPlan,
  { entry, files }: { readonly entry: TreePackage; readonly files: readonly string[] },
  input: PlanInput,
): Definer {
  const { name } = entry.library;
  const planned = target.libraries.find((one) => one.name === name);
  const [answer] = why({ ...input, targets: [target] }, entry.package);
  return {
    library: name,
    package: entry.package,
    ...(answer?.kind === 'library' && answer.inImage ? { chain: answer.chain } : {}),
    leftOut:
      planned !== undefined && !planned.sources.some((file) => files.includes(join(entry.folder, file))),
  };
}

function installing({ pool, tree }: PlanInput, target: Target, symbol: string): readonly string[] {
  return (pool?.libraries ?? [])
    .filter((one) => one.defines?.includes(symbol) === true && appliesTo(one, target))
    .map((one) => installCommand(tree.packageManager.name, [one.package]));
}
