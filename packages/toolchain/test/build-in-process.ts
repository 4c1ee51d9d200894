import type { Plan } from '@unicore/resolve';
import { buildImages } from '../src/index.ts';

/* Builds what UNICORE_TEST names, for tests that kill builds or run several at once. */
const { plan, cacheFolder } = JSON.parse(process.env['UNICORE_TEST'] ?? '') as {
  plan: Plan;
  cacheFolder: string;
};
const jobs = process.env['UNICORE_TEST_JOBS'];
await buildImages(plan, {
  cacheFolder,
  jobs: jobs === undefined ? undefined : Number(jobs),
  reporter: { onObject: (event) => process.send?.(event) },
});
process.disconnect();
