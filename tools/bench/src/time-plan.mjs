// Times the plan of the application in the folder that the argument names, and prints it as JSON.
import { makePlan, readTree } from '@unicore/resolve';

const start = performance.now();
const tree = await readTree(process.argv[2]);
const read = performance.now();
makePlan({ tree, config: {}, sources: ['main.c'], targets: [{ platform: 'kvm', architecture: 'x86_64' }] });
const end = performance.now();

console.log(
  JSON.stringify({
    libraries: tree.packages.length,
    readMs: Math.round(read - start),
    planMs: Math.round(end - read),
  }),
);
