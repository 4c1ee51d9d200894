import { vitestConfig } from '../build-config/vitest.mjs';

export default vitestConfig({ include: ['test/**/*.test.mjs'] });
