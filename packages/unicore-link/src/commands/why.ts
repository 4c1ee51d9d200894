import { planInput } from '../app/plan-app.ts';
import { readApp } from '../app/read-app.ts';
import type { RunCommand } from '../command.ts';
import { answersTo } from '../why/answer.ts';
import { answerLines } from '../why/answer-text.ts';
import { createPlaces } from '../why/places.ts';

const command: RunCommand = async ({ cwd, reporter }, { values, operands }) => {
  const app = await readApp(cwd, reporter);
  const input = planInput(app, values);
  const places = createPlaces(app.tree, app.found);
  const answers = operands.flatMap((subject) => answersTo(input, subject, places));
  for (const answer of answers) {
    const { platform, architecture } = answer.target;
    const lines = answerLines(answer, process.cwd()).map((line) => `  ${line}`);
    reporter.result([`${answer.subject}, ${platform}/${architecture}:`, ...lines].join('\n'));
  }
  reporter.object({ answers });
};

export default command;
