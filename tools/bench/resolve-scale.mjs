// Prints how long reading, solving and planning takes on generated trees, each in a fresh process, as the CLI does it:
//
//   node tools/bench/resolve-scale.mjs
import { scaleMeasurements } from './src/scale-figures.mjs';

for (const { packages, libraries, readMs, planMs, totalMs } of await scaleMeasurements()) {
  console.log(
    `${packages} packages, ${libraries} libraries: ${totalMs} ms (read ${readMs}, solve and plan ${planMs})`,
  );
}
