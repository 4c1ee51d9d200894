import { unknownNames } from '@unicore/options';
import {
  type AppConfig,
  chooseTargets,
  makePlan,
  type Plan,
  type PlanInput,
  type Profile,
  type TargetPlan,
} from '@unicore/resolve';
import type { CommandValues } from '../command.ts';
import { createPlaceOf } from '../config-text/setting-places.ts';
import { usage } from '../errors.ts';
import type { Reporter } from '../reporter.ts';
import { findAppSources } from './find-app-sources.ts';
import { type ReadApp, readApp, readPool } from './read-app.ts';

export interface PlannedBuild extends ReadApp {
  readonly input: PlanInput;
  readonly plan: Plan;
}

export interface TargetChoice {
  /** Only the first of the targets, as for a run. */
  readonly first?: boolean;
}

/** Reads the application and plans the images that the command line asks for. */
export async function planApp(
  folder: string,
  values: CommandValues,
  reporter: Reporter,
  { first = false }: TargetChoice = {},
): Promise<PlannedBuild> {
  const app = await readApp(folder, reporter);
  const all = planInput(app, values);
  const input = first ? { ...all, targets: all.targets.slice(0, 1) } : all;
  const others = all.targets.slice(input.targets.length).map((target) => target.platform);
  const [other, ...more] = others;
  if (other !== undefined) {
    const rest = more.length > 0 ? ` (or ${more.join(', ')})` : '';
    reporter.note(
      `running ${input.targets[0]?.platform}; another: npx unicore-link run --plat ${other}${rest}`,
    );
  }
  const plan = makePlan(input);
  warnOf(app, plan, reporter);
  return { ...app, input, plan };
}

/** Says once what Kconfig warns of, and which setting serves nothing: it may be so for several targets. */
function warnOf({ dotConfig }: ReadApp, { app, targets }: Plan, reporter: Reporter): void {
  const warnings = targets.flatMap((target) => target.warnings ?? []);
  const texts = [
    ...(dotConfig ? unknownNames(dotConfig) : []),
    ...warnings.map(({ message, hint }) => `${message}\n  ${hint}`),
    ...targets.flatMap((target) => unreadInitrd(app.initrd, target)),
  ];
  for (const text of new Set(texts)) reporter.warn(text);
}

/** An application may read its initrd by itself, so this is no error. */
function unreadInitrd(initrd: string | undefined, { libraries }: TargetPlan): readonly string[] {
  if (initrd === undefined || libraries.some(({ name }) => name === 'initrd')) return [];
  return [
    `The image gets the initrd ${initrd}, and has no library that makes files of it.\n  Install it: npx unicore-link add initrd`,
  ];
}

/** Joins what was read with what the command line says. */
export function planInput({ found, config, dotConfig, tree }: ReadApp, values: CommandValues): PlanInput {
  const placeOf = createPlaceOf(found.config);
  const place = found.config.kind === 'none' ? found.folder : found.config.file;
  return {
    tree,
    config,
    ...(dotConfig && { dotConfig }),
    sources: findAppSources(found.folder, config.sources, place),
    targets: targetsOf(config, values),
    ...profileOf(values),
    pool: readPool(),
    ...(placeOf && { placeOf }),
  };
}

/** The targets that the command line asks for, else those of the config. */
export function targetsOf(config: AppConfig, values: CommandValues): PlanInput['targets'] {
  const wrong = values.plat?.find((text) => !/^[^/\s]+(?:\/[^/\s]+)?$/.test(text));
  if (wrong !== undefined)
    throw usage(
      `--plat takes a platform, or one with its architecture, not "${wrong}".`,
      'For example: --plat kvm, or --plat kvm/x86_64',
    );
  return chooseTargets(config, {
    ...(values.plat ? { platforms: values.plat } : {}),
    ...(values.arch ? { architectures: values.arch } : {}),
    hostArch: process.arch,
  });
}

const profiles: readonly string[] = ['debug', 'size', 'speed'] satisfies readonly Profile[];

/** The profile of the command line, if it has one. */
export function profileOf({ profile }: CommandValues): { readonly profile?: Profile } {
  if (profile === undefined) return {};
  if (!profiles.includes(profile))
    throw usage(`There is no profile "${profile}".`, 'Profiles: debug, size, speed.');
  return { profile: profile as Profile };
}
