import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const boots = dirname(import.meta.dirname);
const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
const reporter = fileURLToPath(new URL('reporter.mjs', import.meta.url));

/**
 * Runs suites on the platform of UNICORE_BOOT_PLATFORM. Returns for each how many tests passed, and those that were left out
 * with the reason.
 */
export async function runSuites(suites) {
  const folder = mkdtempSync(join(tmpdir(), 'unicore-platforms-'));
  const report = join(folder, 'report.json');
  const args = [
    ...['run', '--reporter=default', `--reporter=${reporter}`],
    ...(process.env['UNICORE_BOOT_PLATFORM'] === 'xen' ? ['--maxWorkers=1'] : []), // As xen.mjs does.
    ...suites.map((suite) => `test/${suite}.test.ts`),
  ];
  const env = { ...process.env, UNICORE_PLATFORMS_REPORT: report };
  try {
    const child = spawn(process.execPath, [vitest, ...args], { cwd: boots, env, stdio: 'inherit' });
    const status = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
    if (status !== 0) throw new Error('Suites fail, see above: docs/platforms.md stays as it is.');
    return JSON.parse(readFileSync(report, 'utf8'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
