import { existsSync, readFileSync, statSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import type { FillMode } from '@unicore/options';
import type { CommandContext, CommandInput, RunCommand } from '../command.ts';
import { askQuestions } from '../config/ask-questions.ts';
import { fixedFile, randomOf } from '../config/fill-mode.ts';
import { type OpenedConfig, openSession } from '../config/open-session.ts';
import { saveConfig } from '../config/save-config.ts';
import { usage } from '../errors.ts';
import { writeIfChanged } from '../write-if-changed.ts';

/** Commands of Kconfig's conf, by its names for them. */
export type ConfigMode =
  FillMode | 'oldconfig' | 'olddefconfig' | 'savedefconfig' | 'defconfig' | 'listnewconfig';

/** Makes the command of one mode. */
export function configMode(mode: ConfigMode): RunCommand {
  return async (context, input) => {
    const opened = await openSession(context, input.values);
    await modes[mode](context, input, opened);
  };
}

type Mode = (context: CommandContext, input: CommandInput, opened: OpenedConfig) => Promise<void> | void;

const modes: Readonly<Record<ConfigMode, Mode>> = {
  oldconfig: async (context, _, opened) => {
    loadOwn(context, opened);
    const { signal } = context;
    await askQuestions(opened.session, { input: process.stdin, output: process.stderr, signal });
    save(context, opened);
  },
  olddefconfig: (context, _, opened) => {
    loadOwn(context, opened);
    save(context, opened);
  },
  savedefconfig: (context, { operands }, opened) => {
    loadOwn(context, opened);
    const file = operands[0] === undefined ? opened.minimal : resolve(context.cwd, operands[0]);
    const text = opened.session.formatMinimal();
    report(context, file, writeIfChanged(file, text));
  },
  defconfig: (context, { operands }, opened) => {
    const file = operands[0] === undefined ? opened.minimal : resolve(context.cwd, operands[0]);
    if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) {
      throw usage(
        `There is no file ${show(file)} to take settings from.`,
        'Name one: unicore-link config defconfig FILE. Its defaults alone: unicore-link config alldefconfig',
      );
    }
    load(context, opened, file);
    save(context, opened);
  },
  listnewconfig: (context, _, opened) => {
    loadOwn(context, opened);
    const questions = opened.session.questions();
    context.reporter.result(questions.map(({ line }) => line).join('\n'));
    context.reporter.object({ new: questions });
  },
  allnoconfig: fill('allnoconfig'),
  allyesconfig: fill('allyesconfig'),
  allmodconfig: fill('allmodconfig'),
  alldefconfig: fill('alldefconfig'),
  randconfig: fill('randconfig'),
};

/** What stood in `.config` before counts no more, as in Kconfig. */
function fill(mode: FillMode): Mode {
  return (context, { values }, opened) => {
    const { seed, random } = randomOf(values.seed, process.env);
    const fixed = fixedFile(mode, opened.file, process.env);
    if (fixed !== undefined) load(context, opened, fixed);
    opened.session.fill(mode, random);
    if (mode === 'randconfig') context.reporter.note(`KCONFIG_SEED=0x${seed.toString(16).toUpperCase()}`);
    save(context, opened);
  };
}

function loadOwn(context: CommandContext, opened: OpenedConfig): void {
  if (existsSync(opened.file)) load(context, opened, opened.file);
}

function load({ reporter }: CommandContext, { session }: OpenedConfig, file: string): void {
  for (const warning of session.load(readFileSync(file, 'utf8'), show(file))) reporter.warn(warning);
}

function save(context: CommandContext, { session, file }: OpenedConfig): void {
  report(context, file, saveConfig(file, session.format()));
}

function report({ reporter }: CommandContext, file: string, isWritten: boolean): void {
  reporter.result(isWritten ? `${show(file)} is written` : `${show(file)} stays as it is`);
  reporter.object({ file, written: isWritten });
}

function show(file: string): string {
  return relative(process.cwd(), file) || file;
}
