import { didYouMean } from '@unicore/descriptor';
import type { ConfigSession, Question } from '../config-session.ts';
import { fillConfiguration } from './conf-modes.ts';
import { configLine, formatConfig, formatDefconfig, readConfig } from './config-files.ts';
import { type Configuration, openConfiguration } from './configuration.ts';
import { triText } from './evaluate.ts';
import type { KconfigTree, MenuNode } from './kconfig-tree.ts';
import type { ModelChoice, ModelSymbol } from './symbol-model.ts';
import { walk } from './walk.ts';

/** Opens a session on Kconfig files. */
export function openTreeSession(tree: KconfigTree): ConfigSession {
  const configuration = openConfiguration(tree);
  const choices = new Map<string, ModelChoice>();

  function questions(): readonly Question[] {
    const asked = new Set<object>();
    const found: Question[] = [];
    for (const node of walk(tree.root)) {
      const subject = node.symbol ?? node.choice;
      if (subject === undefined || asked.has(subject) || !configuration.isShown(node)) continue;
      asked.add(subject);
      const question =
        node.choice === undefined ? symbolQuestion(configuration, node) : choiceQuestion(configuration, node);
      if (question === undefined) continue;
      if (node.choice !== undefined) choices.set(question.name, node.choice);
      found.push(question);
    }
    return found;
  }

  return {
    questions,
    load(text, file) {
      const { settings, unknown } = readConfig(text, { file, tree });
      configuration.load(settings);
      return unknown.map(
        ({ line, name }) =>
          `${file}:${line}: there is no symbol ${name} with a type.${didYouMean(name, tree.symbols.keys())}`,
      );
    },
    set(name, value) {
      const choice = choices.get(name);
      if (choice === undefined) return configuration.set(name, value);
      if (!choice.members.some((member) => member.name === value))
        return { wrong: `expected one of ${choice.members.map((one) => one.name).join(', ')}, got ${value}` };
      return configuration.set(value, 'y');
    },
    fill: (mode, random) => fillConfiguration(configuration, mode, random),
    format: () => formatConfig(configuration),
    formatMinimal: () => formatDefconfig(configuration),
  };
}

function symbolQuestion(configuration: Configuration, node: MenuNode): Question | undefined {
  const { symbol, help } = node;
  if (symbol === undefined || symbol.type === 'unknown') return undefined;
  const { values, settings } = configuration;
  const { visible, atLeast, text } = values.symbol(symbol);
  // Members of a choice that is y are asked for as the choice.
  if (settings.has(symbol.name) || visible <= atLeast || isMemberOfY(configuration, symbol)) return undefined;
  const range = values.range(symbol);
  return {
    name: symbol.name,
    prompt: node.prompt?.text ?? symbol.name,
    ...(help !== undefined && { help }),
    type: symbol.type,
    value: text,
    answers: configuration.assignable(symbol).map((tri) => ({ value: triText(tri), prompt: triText(tri) })),
    ...(range && { range }),
    line: configLine(symbol, text),
  };
}

function isMemberOfY({ values }: Configuration, { choice }: ModelSymbol): boolean {
  return choice !== undefined && values.choice(choice).tri === 2;
}

function choiceQuestion({ tree, values, settings }: Configuration, node: MenuNode): Question | undefined {
  const { choice, help } = node;
  if (choice === undefined) return undefined;
  const { tri, selection } = values.choice(choice);
  if (tri < 2 || choice.members.some((member) => settings.has(member.name))) return undefined;
  const able = choice.members.filter((member) => values.symbol(member).visible > 0);
  const chosen = able.find((member) => member.name === selection);
  if (chosen === undefined) return undefined;
  return {
    name: choice.name,
    prompt: node.prompt?.text ?? choice.name,
    ...(help !== undefined && { help }),
    type: 'choice',
    value: chosen.name,
    answers: able.map((member) => {
      const text = tree.definitions.get(member.name)?.[0]?.help;
      const prompt = member.prompts[0]?.text ?? member.name;
      return { value: member.name, prompt, ...(text !== undefined && { help: text }) };
    }),
    line: configLine(chosen, 'y'),
  };
}
