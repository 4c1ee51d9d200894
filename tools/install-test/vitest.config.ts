import { vitestConfig } from '../build-config/vitest.mjs';

// One at a time: each installs, links and boots.
export default vitestConfig({
  globalSetup: ['test/global-setup.ts'],
  maxWorkers: 1,
  fileParallelism: false,
  testTimeout: 300_000,
  hookTimeout: 600_000,
});
