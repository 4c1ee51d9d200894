import { createInterface } from 'node:readline';
import type { ConfigSession, Question } from '@unicore/options';
import { configUnanswered } from '../errors.ts';

interface Terminal {
  readonly input: NodeJS.ReadableStream;
  readonly output: { write(text: string): unknown };
  readonly signal: AbortSignal;
}

/**
 * Asks for all that is new, one after the other, as Linux' `make oldconfig` does: Enter takes what it is now, `?` shows the help. An
 * answer may bring further questions. Answers come line by line from a terminal, or from a pipe.
 *
 * @throws {UnicoreError} `ERR_UNICORE_CONFIG_UNANSWERED` where the answers end first
 */
export async function askQuestions(
  session: ConfigSession,
  { input, output, signal }: Terminal,
): Promise<void> {
  if (session.questions().length === 0) return;
  const lines = createInterface({ input, terminal: false, signal });
  try {
    const answers = lines[Symbol.asyncIterator]();
    for (let [question] = session.questions(); question !== undefined; [question] = session.questions()) {
      await askOne(
        session,
        question,
        async () => {
          const { value, done } = (await answers.next()) as IteratorResult<string, undefined>;
          if (done !== true) return value.trim();
          output.write('\n');
          throw configUnanswered(session.questions().map(({ line }) => line));
        },
        output,
      );
    }
  } finally {
    lines.close();
  }
}

async function askOne(
  session: ConfigSession,
  question: Question,
  next: () => Promise<string>,
  output: Terminal['output'],
): Promise<void> {
  for (;;) {
    output.write(promptOf(question));
    const answer = await next();
    if (answer === '?' || (answer.endsWith('?') && question.type === 'choice')) {
      output.write(`\n${helpOf(question, answer)}\n\n`);
      continue;
    }
    const refused = session.set(question.name, valueOf(question, answer));
    if (refused === undefined) return;
    output.write(`${refused.wrong}\n`);
  }
}

/** What the user is shown: the value of now in capitals, or in brackets. Pure. */
export function promptOf({ prompt, name, type, value, answers, range }: Question): string {
  if (type === 'choice') {
    const list = answers.map(
      (one, index) => `${one.value === value ? '>' : ' '} ${index + 1}. ${one.prompt} (${one.value})\n`,
    );
    return `${prompt}\n${list.join('')}choice[1-${answers.length}?]: `;
  }
  const others = answers.filter((one) => one.value !== value).map((one) => one.value);
  const shown = answers.length > 0 ? [value.toUpperCase(), ...others, '?'].join('/') : value;
  return `${prompt} (${name})${range ? ` ${range.low} to ${range.high}` : ''} [${shown}] (NEW) `;
}

function helpOf({ help, answers }: Question, answer: string): string {
  const member = answers[Number(answer.slice(0, -1)) - 1];
  return member?.help ?? help ?? 'There is no help for this.';
}

function valueOf({ type, value, answers }: Question, answer: string): string {
  if (answer === '') return value;
  if (type === 'choice') return answers[Number(answer) - 1]?.value ?? answer;
  const first = answer.toLowerCase();
  if (type !== 'bool' && type !== 'tristate') return answer;
  return ['y', 'yes', 'n', 'no', 'm', 'module'].includes(first) ? (first[0] ?? '') : answer;
}
