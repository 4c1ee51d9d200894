import { vitestConfig } from '../../tools/build-config/vitest.mjs';

export default vitestConfig();
