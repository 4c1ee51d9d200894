import { defaultStoreFolder } from '@unicore/toolchain';
import { captureCommand } from '@unicore/runner';
import { packageManagerOf } from '../app/package-manager.ts';
import type { RunCommand } from '../command.ts';
import type { Examination } from '../doctor/examination.ts';
import { examineDisk, examineKvm, examineNamespaces, examineTap } from '../doctor/examine-machine.ts';
import { examinePrograms } from '../doctor/examine-programs.ts';
import type { Reporter } from '../reporter.ts';

const doctor: RunCommand = async ({ cwd, reporter }) => {
  const examinations = [
    { name: 'node', state: 'ok', detail: `${process.version} ${process.execPath}` } as const,
    await examineManager(cwd),
    ...(await examinePrograms()),
    examineKvm(),
    examineTap(),
    await examineNamespaces(),
    examineDisk('this folder', cwd),
    examineDisk('object cache', defaultStoreFolder(process.env)),
  ];
  const width = Math.max(...examinations.map(({ name }) => name.length));
  for (const examination of examinations) reporter.result(lineOf(examination, width, reporter));
  const healthy = examinations.every(({ state }) => state !== 'missing');
  reporter.object({ healthy, examinations });
  return healthy ? 0 : 1;
};

async function examineManager(folder: string): Promise<Examination> {
  const name = packageManagerOf(folder);
  const { status, stdout } = await captureCommand(name, ['--version'], { cwd: folder, timeoutMs: 20_000 });
  if (status === 0) return { name, state: 'ok', detail: stdout.trim() };
  const mend = name === 'npm' ? 'sudo apt-get install npm' : `npm install --global ${name}`;
  return { name, state: 'limited', detail: 'not installed: adds libraries to this project', mend };
}

function lineOf({ name, state, detail, mend }: Examination, width: number, { colors }: Reporter): string {
  const marks = {
    ok: colors.green('ok     '),
    limited: colors.yellow('limited'),
    missing: colors.red('missing'),
  };
  const line = `${marks[state]}  ${name.padEnd(width)}  ${detail}`;
  return mend === undefined ? line : `${line}\n${' '.repeat(width + 11)}${mend}`;
}

export default doctor;
