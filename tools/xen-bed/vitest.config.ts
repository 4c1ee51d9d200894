import { vitestConfig } from '../build-config/vitest.mjs';

// One bed at a time; limits catch hangs on a machine with other work.
export default vitestConfig({ maxWorkers: 1, testTimeout: 120_000, hookTimeout: 300_000 });
