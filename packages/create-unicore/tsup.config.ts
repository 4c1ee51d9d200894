import { tsupConfig } from '../../tools/build-config/tsup.mjs';

export default tsupConfig(['src/cli.ts']);
