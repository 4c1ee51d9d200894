import { vitestConfig } from '../build-config/vitest.mjs';

// Two guests at most at a time: a file boots one after the other, and two files run at once.
export default vitestConfig({
  include: ['test/**/*.test.ts', 'platforms/**/*.test.mjs'],
  maxWorkers: 2,
  testTimeout: 120_000,
  hookTimeout: 180_000,
});
