import { firstOutputFigures } from './first-output.mjs';
import { xenHttpFigures } from './xen-http.mjs';

/** Rows of docs/benchmarks.md about Xen, all from its test bed; `cacheFolder` keeps the Linux guest. */
export async function xenFigures(cacheFolder) {
  return [...(await firstOutputFigures()), ...(await xenHttpFigures(cacheFolder))];
}
