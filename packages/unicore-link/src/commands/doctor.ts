import type { RunCommand } from '../command.ts';
import { examineAll } from '../doctor/examine-all.ts';
import type { Examination } from '../doctor/examination.ts';
import type { Reporter } from '../reporter.ts';

const headings: Readonly<Record<Examination['group'], string>> = {
  build: 'To build images',
  run: 'To run images',
  network: 'Their network',
  author: 'For authors of libraries',
  node: 'Node.js',
  disk: 'Disk',
};

const doctor: RunCommand = async ({ cwd, reporter }) => {
  const diagnosis = await examineAll(cwd);
  const { examinations, healthy, system } = diagnosis;
  const width = Math.max(...examinations.map(({ name }) => name.length));
  reporter.result(system);
  for (const [index, examination] of examinations.entries()) {
    const { group } = examination;
    if (examinations[index - 1]?.group !== group)
      reporter.result(`\n${reporter.colors.bold(headings[group])}`);
    reporter.result(lineOf(examination, width, reporter));
  }
  reporter.object(diagnosis);
  return healthy ? 0 : 1;
};

function lineOf({ name, state, detail, mend }: Examination, width: number, { colors }: Reporter): string {
  const marks = {
    ok: colors.green('ok      '),
    limited: colors.yellow('limited '),
    missing: colors.red('missing '),
    optional: colors.dim('optional'),
  };
  const line = `${marks[state]}  ${name.padEnd(width)}  ${detail}`;
  return mend === undefined ? line : `${line}\n${' '.repeat(width + 12)}${mend}`;
}

export default doctor;
