import { tsupConfig } from '../../tools/build-config/tsup.mjs';

export default tsupConfig(['src/index.ts', 'src/xen-guest.ts', 'src/xen-clean-up.ts', 'src/xl-guest.ts']);
