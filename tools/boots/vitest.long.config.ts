import { vitestConfig } from '../build-config/vitest.mjs';

// The long suites: `npm run test:xen`, `npm run test:metal`, `npm run test:power`.
export default vitestConfig({
  include: ['long/**/*.test.ts'],
  maxWorkers: 1,
  testTimeout: 300_000,
  hookTimeout: 300_000,
});
