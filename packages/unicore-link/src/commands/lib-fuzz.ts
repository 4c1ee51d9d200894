import { buildHostedTests, hostArchitecture } from '@unicore/toolchain';
import { join } from 'node:path';
import { compilerOptions, reporting } from '../app/build-app.ts';
import type { RunCommand } from '../command.ts';
import { unknownTest } from '../errors.ts';
import { buildLibrary } from '../lib/build-library.ts';
import { findTestGroups, planTests, readTestTree, type TestGroup } from '../lib/plan-tests.ts';

/** libFuzzer is part of clang, and runs on this machine's own architecture. */
const compiler = 'clang';

const libFuzz: RunCommand = async ({ cwd, reporter, signal }, { values, operands }) => {
  const built = await buildLibrary(cwd);
  const groups = findTestGroups(cwd, built.library, operands, 'fuzz');
  const found = new Set(groups.flatMap((group) => group.cases.map((one) => one.name)));
  const unknown = operands.find((name) => !found.has(name));
  if (unknown !== undefined) throw unknownTest(unknown);
  if (groups.length === 0) return;
  const tree = await readTestTree(cwd, built, reporter);
  for (const group of groups) {
    const plan = planTests(tree, withFuzzerMain(group), hostArchitecture());
    const programs = await buildHostedTests(
      { ...plan, fuzzer: true },
      {
        ...compilerOptions({}, { ...values, compiler }),
        buildFolder: join(cwd, 'build', 'fuzz'),
        signal,
        ...reporting(reporter),
      },
    );
    reporter.clear();
    for (const program of programs) reporter.result(program.path);
  }
};

/** `hosted` leaves main() to libFuzzer. Pure. */
function withFuzzerMain({ cases, config }: TestGroup): TestGroup {
  const options = { ...config.options, hosted: { ...config.options?.['hosted'], fuzzer: true } };
  return { cases, config: { ...config, options } };
}

export default libFuzz;
