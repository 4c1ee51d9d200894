// Demonstrations: `npm run demo` is the main job, `npm run demo -- NAME` builds and starts one of the ports.
import { readdirSync } from 'node:fs';

const names = readdirSync(new URL('demos', import.meta.url)).map((file) => file.replace(/\.mjs$/, ''));
const [name = 'examples', ...rest] = process.argv.slice(2);
if (rest.length > 0 || !names.includes(name)) {
  console.error(`demo: there are ${names.join(', ')}. For example: npm run demo -- ${names.at(-1)}`);
  process.exit(2);
}
await import(`./demos/${name}.mjs`);
