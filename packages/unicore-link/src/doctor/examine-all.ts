import { defaultStoreFolder } from '@unicore/toolchain';
import { readPool } from '../app/read-app.ts';
import { readDistribution } from './distribution.ts';
import type { Examination } from './examination.ts';
import { examineCache, examineNamespaces, examineProject, examineTap } from './examine-machine.ts';
import { examineMachines } from './examine-machines.ts';
import { examineNode } from './examine-node.ts';
import { examineCrossCompilers, examineHeaders, examinePrograms } from './examine-programs.ts';

const groups = [
  'build',
  'run',
  'network',
  'author',
  'node',
  'disk',
] as const satisfies readonly Examination['group'][];

/** All that `doctor --json` prints. */
export interface Diagnosis {
  /** Images can be built here. */
  readonly healthy: boolean;
  /** Of the distribution, as it calls itself. */
  readonly system: string;
  /** Group by group. */
  readonly examinations: readonly Examination[];
}

/** Looks at this machine: runs programs for their versions, and writes nothing. */
export async function examineAll(folder: string): Promise<Diagnosis> {
  const distribution = readDistribution();
  const found = [
    ...(await examinePrograms(distribution)),
    ...(await examineCrossCompilers(readPool(), distribution)),
    await examineHeaders(distribution),
    ...(await examineMachines(distribution)),
    examineTap(),
    await examineNamespaces(distribution),
    ...(await examineNode(folder, distribution)),
    examineProject(folder),
    examineCache(defaultStoreFolder(process.env)),
  ];
  return {
    healthy: found.every(({ state }) => state !== 'missing'),
    system: distribution.name,
    examinations: groups.flatMap((group) => found.filter((one) => one.group === group)),
  };
}
