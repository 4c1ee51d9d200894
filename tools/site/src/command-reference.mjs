import { join } from 'node:path';
import { createJiti } from 'jiti';
import { escapeText, table } from './markdown.mjs';

/** The page of all commands, from the table that `unicore-link` makes its own help of. */
export async function commandReference(root) {
  const jiti = createJiti(import.meta.url);
  const { createProgram } = await jiti.import(join(root, 'packages/unicore-link/src/program.ts'));
  const program = createProgram(() => {}, false);
  const commands = program.commands.flatMap(withChildren).filter((command) => command.name() !== 'help');
  return `# Commands

${escapeText(program.description())} \`unicore-link help COMMAND\` prints what stands here;
[unicore-link](../../packages/unicore-link/README.md) explains the ideas behind it.

${optionTable(program)}
${commands.map(commandSection).join('')}`;
}

/** The command itself where it does something, then those below it. */
function withChildren(command) {
  const children = command.commands.filter((child) => child.name() !== 'help');
  return children.length === 0 ? [command] : children.flatMap(withChildren);
}

function commandSection(command) {
  const help = command.createHelp();
  return `## ${nameOf(command)}

${sentence(help.commandDescription(command))}

\`\`\`console
$ ${help.commandUsage(command)}
\`\`\`

${optionTable(command)}`;
}

function optionTable(command) {
  const help = command.createHelp();
  const rows = help
    .visibleOptions(command)
    .filter((option) => command.parent === null || option.long !== '--help')
    .map((option) => [
      // A table breaks lines where it likes; an option stays whole.
      `<code v-pre>${help.optionTerm(option).replaceAll('<', '&lt;').replaceAll('>', '&gt;')}</code>`,
      escapeText(help.optionDescription(option)),
    ]);
  return table(['option', 'what it does'], rows);
}

function nameOf(command) {
  return command.parent?.parent ? `${nameOf(command.parent)} ${command.name()}` : command.name();
}

function sentence(text) {
  const line = escapeText(text);
  return `${line[0].toUpperCase()}${line.slice(1)}${/[.!?]$/.test(line) ? '' : '.'}`;
}
