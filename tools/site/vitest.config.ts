import { vitestConfig } from '../build-config/vitest.mjs';

// Building is slow where the machine is busy.
export default vitestConfig({ include: ['test/**/*.test.mjs'], hookTimeout: 600_000 });
