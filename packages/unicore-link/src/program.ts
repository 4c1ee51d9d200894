import { nearestName } from '@unicore/descriptor';
import { Command, InvalidArgumentError } from 'commander';
import type { CommandInput, CommandValues } from './command.ts';
import { commandTable, type CommandEntry } from './command-table.ts';

export interface ProgramOptions {
  readonly folder?: string;
  readonly version?: boolean;
}

type Execute = (
  entry: CommandEntry,
  input: Omit<CommandInput, 'rest'>,
  program: ProgramOptions,
) => Promise<void>;

/** Builds the commander program from the table of commands. */
export function createProgram(execute: Execute, hasRest: boolean): Command {
  const program = new Command('unicore-link')
    .description('Links OS libraries from npm and your C program into one bootable image for each target.')
    .option('-C <folder>', 'work in this folder')
    .option('-V, --version', 'print the version, and those of the installed libraries')
    .helpOption('-h, --help', 'show help')
    .configureHelp({ showGlobalOptions: true })
    .showSuggestionAfterError(true)
    .exitOverride();
  for (const entry of commandTable) addCommand(program, entry, execute, hasRest, entry.name === 'build');
  addHelp(program);
  return program;
}

function addCommand(
  parent: Command,
  entry: CommandEntry,
  execute: Execute,
  hasRest: boolean,
  isDefault: boolean,
): void {
  const usage = entry.operands ? `${entry.name} ${entry.operands}` : entry.name;
  const command = parent
    .command(usage, { isDefault })
    .summary(entry.summary)
    .description(entry.description ?? entry.summary);
  command.copyInheritedSettings(parent);
  command.showHelpAfterError(`All options: ${isDefault ? 'unicore-link' : nameOf(command)} --help`);
  for (const option of entry.options) {
    if (option.list === 'commas') command.option(option.flags, option.summary, collectParts);
    else if (option.list === 'repeats') command.option(option.flags, option.summary, collect);
    else command.option(option.flags, option.summary);
  }
  if (entry.takesRest) command.usage('[options] [-- arguments of main...]');
  for (const child of entry.commands ?? []) addCommand(command, child, execute, hasRest, false);
  if (entry.commands) {
    addHelp(command);
    return;
  }

  command.allowExcessArguments(isDefault || entry.takesRest === true);
  command.action(async () => {
    const root = rootOf(command);
    const { C: folder, version } = root.opts<{ C?: string; version?: boolean }>();
    if (isDefault && command.args.length > 0) refuseWord(command, command.args[0] ?? '');
    if (hasRest && !entry.takesRest) command.error(`error: ${entry.name} takes no arguments after --`);
    const input = { values: command.opts<CommandValues>(), operands: command.args };
    await execute(entry, input, { ...(folder ? { folder } : {}), ...(version ? { version } : {}) });
  });
}

/** In place of commander's own, which shows the help of everything for a word that is no command. */
function addHelp(parent: Command): void {
  parent.helpCommand(false);
  const help = parent
    .command('help [command...]')
    .summary('show help of a command')
    .description('show help of a command');
  help.action((words: readonly string[]) => {
    let found = parent;
    for (const word of words) {
      const names = found.commands.map((one) => one.name());
      const next = found.commands.find((one) => one.name() === word);
      if (!next) return help.error(unknownCommand(word, names));
      found = next;
    }
    found.help();
  });
}

function unknownCommand(word: string, names: readonly string[]): string {
  const near = nearestName(word, names);
  const known = names.length > 0 ? `\nKnown: ${names.join(', ')}` : '';
  return `error: unknown command '${word}'${near ? `\n(Did you mean ${near}?)` : known}`;
}

/** As it is called: `unicore-link lib test`. */
function nameOf(command: Command): string {
  return command.parent ? `${nameOf(command.parent)} ${command.name()}` : command.name();
}

function rootOf(command: Command): Command {
  let root = command;
  while (root.parent) root = root.parent;
  return root;
}

/** A word that is no command lands at `build`, the default: say so, with the nearest name. */
function refuseWord(command: Command, word: string): never {
  const names = commandTable.map((entry) => entry.name);
  if (names.includes(word)) {
    command.error(`error: the command comes first: unicore-link ${word} [options]`);
  }
  command.error(unknownCommand(word, names));
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

function collectParts(value: string, before: readonly string[] = []): readonly string[] {
  const parts = value.split(',').map((part) => part.trim());
  if (parts.includes('')) throw new InvalidArgumentError('An empty name stands in the list.');
  return [...before, ...parts];
}
