import { vitestConfig } from '../build-config/vitest.mjs';

export default vitestConfig({ include: ['src/**/*.test.mjs'] });
