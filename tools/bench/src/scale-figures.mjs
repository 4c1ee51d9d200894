import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createJiti } from 'jiti';

const usualSizes = [500, 1_000, 2_500, 5_000];
const usualRuns = 5;

/** Rows of docs/benchmarks.md. */
export async function scaleFigures() {
  const measured = await scaleMeasurements();
  return measured.map(({ packages, libraries, totalMs, readMs, planMs }) => ({
    what: `read, solve and plan ${packages} packages with ${libraries} libraries`,
    value: `${totalMs} ms (read ${readMs}, solve and plan ${planMs})`,
    goal: packages === 5_000 ? '1 s, growing linearly' : 'growing linearly',
  }));
}

/** The quickest of the runs, in milliseconds (others load the machine), each in a process of its own: builds start cold. */
export async function scaleMeasurements(sizes = usualSizes, runs = usualRuns) {
  const { writeLargeTree } = await createJiti(import.meta.url).import(
    '../../../packages/resolve/test/large-tree.ts',
  );
  return sizes.map((packages) => {
    const folder = mkdtempSync(join(tmpdir(), 'unicore-scale-'));
    try {
      writeLargeTree(folder, packages);
      const once = () =>
        JSON.parse(execFileSync(process.execPath, [measuredProgram, folder], { encoding: 'utf8' }));
      const results = Array.from({ length: runs }, once);
      const [quickest] = results.toSorted((a, b) => a.readMs + a.planMs - b.readMs - b.planMs);
      const { readMs, planMs, libraries } = quickest;
      return { packages, libraries, readMs, planMs, totalMs: readMs + planMs };
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}

const measuredProgram = fileURLToPath(new URL('time-plan.mjs', import.meta.url));
