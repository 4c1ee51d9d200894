import { UnicoreError } from '@unicore/descriptor';
import {
  buildHostedTests,
  canRunTests,
  hostArchitecture,
  runTests,
  type TestProgram,
  type TestRun,
} from '@unicore/toolchain';
import { compilerOptions, reporting } from '../app/build-app.ts';
import type { CommandContext, CommandInput, CommandValues, RunCommand } from '../command.ts';
import { unknownTest } from '../errors.ts';
import { buildLibrary, type BuiltLibrary } from '../lib/build-library.ts';
import { findTestGroups, planTests, readTestTree, type TestGroup, type TestTree } from '../lib/plan-tests.ts';

/** Beside this machine's own: one of 32 bits, and one of 32 bits in big-endian byte order. */
const foreign = ['arm32', 'mips'];

interface Counts {
  passed: number;
  failed: number;
}

const libTest: RunCommand = async (context, { values, operands }) => {
  const built = await buildLibrary(context.cwd);
  const groups = findTestGroups(context.cwd, built.library, operands);
  checkNames(operands, groups);
  const counts: Counts = { passed: 0, failed: 0 };
  if (groups.length > 0) {
    const tests = await readTestTree(context.cwd, built, context.reporter);
    for (const architecture of architecturesOf(built, values)) {
      for (const group of groups) await testGroup(context, { values, tests, group, architecture, counts });
    }
  }
  context.reporter.result(`${counts.passed} passed, ${counts.failed} failed`);
  return counts.failed > 0 ? 1 : 0; // The sum is the last line, whoever reads both streams.
};

function checkNames(wanted: CommandInput['operands'], groups: readonly TestGroup[]): void {
  const found = new Set(groups.flatMap((group) => group.cases.map((one) => one.name)));
  const unknown = wanted.find((name) => !found.has(name));
  if (unknown !== undefined) throw unknownTest(unknown);
}

function architecturesOf({ library }: BuiltLibrary, { arch, native }: CommandValues): readonly string[] {
  const host = hostArchitecture();
  const all = arch ?? (native ? [host] : [host, ...foreign]);
  return all.filter((name) => library.archs === undefined || library.archs.includes(name));
}

interface GroupRun {
  readonly values: CommandValues;
  readonly tests: TestTree;
  readonly group: TestGroup;
  readonly architecture: string;
  readonly counts: Counts;
}

async function testGroup(
  context: CommandContext,
  { values, tests, group, architecture, counts }: GroupRun,
): Promise<void> {
  const { reporter, signal } = context;
  const skip = (reason: string): void => {
    for (const { name } of group.cases) reporter.result(`skip  ${architecture}  ${name}: ${reason}`);
  };
  if (!canRunTests(architecture)) return skip('qemu-user is not installed (sudo apt-get install qemu-user)');
  let programs: readonly TestProgram[];
  try {
    const plan = planTests(tests, group, architecture);
    programs = await buildHostedTests(plan, {
      ...compilerOptions({}, values),
      signal,
      ...reporting(reporter),
    });
  } catch (error) {
    const absent = error instanceof UnicoreError && error.code === 'ERR_UNICORE_COMPILER_MISSING';
    if (!absent || values.arch !== undefined || architecture === hostArchitecture()) throw error;
    return skip(error.message);
  }
  reporter.clear();
  const onRun = (run: TestRun): void => {
    counts.passed += run.passed;
    // A program that disagrees with its own tests, as by a sanitizer's finding, has failed once.
    counts.failed += run.ok ? 0 : Math.max(1, run.failed);
    reporter.result(describe(run, values.verbose === true));
  };
  await runTests(programs, { signal, onRun, ...(values.jobs ? { jobs: Number(values.jobs) } : {}) });
}

function describe(run: TestRun, verbose: boolean): string {
  const { program, ok, passed, failed, skipped, hung, exitCode } = run;
  const skips = run.tests
    .filter((test) => test.outcome === 'skipped')
    .map((test) => `\n      skipped: ${test.name}: ${test.detail}`);
  const counts = `${passed} passed${failed > 0 ? `, ${failed} failed` : ''}${skipped > 0 ? `, ${skipped} skipped` : ''}`;
  const end = hung
    ? ', ended after three minutes'
    : exitCode === 0
      ? ''
      : exitCode === null
        ? ', died of a signal'
        : `, status ${exitCode}`;
  const line = `${ok ? 'ok  ' : 'FAIL'}  ${program.architecture}  ${program.name}: ${counts}${end}${skips.join('')}`;
  return ok && !verbose ? line : `${line}\n${run.output.trimEnd()}`;
}

export default libTest;
