import type { RunCommand } from '../command.ts';
import { type CommandEntry, commandTable } from '../command-table.ts';
import { usage } from '../errors.ts';

const program = 'unicore-link';

/** What options take, where that is a few words. */
const values: Readonly<Record<string, readonly string[]>> = {
  '--accel': ['kvm', 'tcg'],
  '--by': ['library', 'object', 'symbol'],
  '--compiler': ['gcc', 'clang'],
  '--firmware': ['bios', 'uefi'],
  '--medium': ['disk', 'iso'],
  '--net': ['auto', 'none', 'tap', 'user'],
  '--plat': ['kvm', 'linuxu', 'metal', 'xen'],
  '--profile': ['debug', 'size', 'speed'],
};

const shells: Readonly<Record<string, () => string>> = { bash, fish, zsh };

const completion: RunCommand = ({ reporter }, { operands }) => {
  const [shell = ''] = operands;
  const script = Object.hasOwn(shells, shell) ? shells[shell] : undefined;
  if (!script || operands.length > 1)
    throw usage(
      `There is no completion for "${operands.join(' ')}".`,
      `For ${Object.keys(shells).join(', ')}: source <(${program} completion bash)`,
    );
  reporter.result(script());
  return Promise.resolve();
};

function bash(): string {
  const cases = [...paths(commandTable)].map(
    ([path, entry]) => `    '${path}') words='${wordsAfter(entry).join(' ')}' ;;`,
  );
  const takes = Object.entries(values).map(
    ([option, words]) => `    ${option}) words='${words.join(' ')}' ;;`,
  );
  const groups = commandTable.filter(({ commands }) => commands).map(({ name }) => name);
  return `_unicore_link() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]} path= word words=
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$path:$word" in
    *:-*) ;;
    :* | ${groups.map((name) => `${name}:*`).join(' | ')}) path="\${path:+$path }$word" ;;
    esac
  done
  case "$prev" in
${takes.join('\n')}
    *)
    case "$path" in
    '') words='${[...commandTable.map(({ name }) => name), ...wordsAfter(commandTable[0])].join(' ')}' ;;
${cases.join('\n')}
    esac
    ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _unicore_link ${program}
`;
}

/** zsh takes functions of bash. */
function zsh(): string {
  return `autoload -U +X compinit && compinit -u\nautoload -U +X bashcompinit && bashcompinit\n${bash()}`;
}

function fish(): string {
  const lines = [`complete -c ${program} -f`];
  for (const entry of commandTable) {
    lines.push(
      `complete -c ${program} -n __fish_use_subcommand -a ${entry.name} -d '${quoted(entry.summary)}'`,
    );
    const isDefault = entry === commandTable[0];
    const when = `-n '${isDefault ? '__fish_use_subcommand; or ' : ''}__fish_seen_subcommand_from ${entry.name}'`;
    for (const child of entry.commands ?? [])
      lines.push(`complete -c ${program} ${when} -a ${child.name} -d '${quoted(child.summary)}'`);
    for (const { flags, summary } of entry.options) {
      const name = nameOf(flags);
      const takes = values[name] ? ` -x -a '${values[name].join(' ')}'` : flags.includes('<') ? ' -r' : '';
      lines.push(`complete -c ${program} ${when} -l ${name.slice(2)}${takes} -d '${quoted(summary)}'`);
    }
  }
  return `${lines.join('\n')}\n`;
}

/** Each command by the words that lead to it. */
function* paths(entries: readonly CommandEntry[], before = ''): Generator<readonly [string, CommandEntry]> {
  for (const entry of entries) {
    const path = before === '' ? entry.name : `${before} ${entry.name}`;
    yield [path, entry];
    yield* paths(entry.commands ?? [], path);
  }
}

function wordsAfter(entry: CommandEntry | undefined): readonly string[] {
  return [
    ...(entry?.commands ?? []).map(({ name }) => name),
    ...(entry?.options ?? []).map(({ flags }) => nameOf(flags)),
    '--help',
  ];
}

/** `--plat` of `--plat <platforms>`. */
function nameOf(flags: string): string {
  return /--[\w-]+/.exec(flags)?.[0] ?? flags;
}

function quoted(text: string): string {
  return text.replaceAll("'", String.raw`\'`);
}

export default completion;
