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
  const starts = commandTable.map(({ name, commands }) => `:${name}${commands ? ` | ${name}:*` : ''}`);
  return `_unicore_link() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]} path= word words=
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$path:$word" in
    *:-*) ;;
    ${starts.join(' | ')}) path="\${path:+$path }$word" ;;
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

/** A function of fish tells which command the line is at: `lib test` has options of its own, and a `build` that is none of the images'. */
function fish(): string {
  const groups = commandTable.filter(({ commands }) => commands).map(({ name }) => name);
  const lines = [
    `function __unicore_link_at`,
    `    set -l path`,
    `    for word in (commandline -opc)[2..-1]`,
    `        if begin; not set -q path[1]; and contains -- $word ${commandTable.map(({ name }) => name).join(' ')}; end`,
    `            set path $word`,
    `        else if begin; contains -- "$path" ${groups.join(' ')}; and not string match -q -- '-*' $word; end`,
    `            set -a path $word`,
    `        end`,
    `    end`,
    `    test "$path" = "$argv"`,
    `end`,
    `complete -c ${program} -f`,
    ...commandTable.map((entry) => fishWord('__unicore_link_at', entry)),
  ];
  for (const [path, entry] of paths(commandTable)) {
    const isDefault = entry === commandTable[0];
    const when = `${isDefault ? '__unicore_link_at; or ' : ''}__unicore_link_at ${path}`;
    for (const child of entry.commands ?? []) lines.push(fishWord(when, child));
    for (const { flags, summary } of entry.options) {
      const name = nameOf(flags);
      const takes = values[name] ? ` -x -a '${values[name].join(' ')}'` : flags.includes('<') ? ' -r' : '';
      lines.push(`complete -c ${program} -n '${when}' -l ${name.slice(2)}${takes} -d '${quoted(summary)}'`);
    }
  }
  return `${lines.join('\n')}\n`;
}

function fishWord(when: string, { name, summary }: CommandEntry): string {
  return `complete -c ${program} -n '${when}' -a ${name} -d '${quoted(summary)}'`;
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
