// Builds the documentation as a website into tools/site/build/site.
//
//   node tools/site/site.mjs [--base /path/] [--serve [--port 4173]]
//
// --base: the path under which it will be served. --serve: and serves it on this machine, until Ctrl-C.
import { parseArgs } from 'node:util';
import { buildSite } from './src/build-site.mjs';
import { serveFolder } from './src/serve-folder.mjs';

const { values } = parseArgs({
  options: {
    base: { type: 'string', default: '/' },
    serve: { type: 'boolean', default: false },
    port: { type: 'string', default: '4173' },
  },
});
if (!/^\/(?:[\w.-]+\/)*$/.test(values.base)) {
  console.error(`--base is a path with "/" at both ends, as /unicore/; got "${values.base}".`);
  process.exit(2);
}

const started = performance.now();
const site = await buildSite({ base: values.base });
console.log(`The site is in ${site}, built in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
if (values.serve) {
  const { url } = await serveFolder(site, { base: values.base, port: Number(values.port) });
  console.log(`Serving it at ${url}; Ctrl-C ends.`);
}
