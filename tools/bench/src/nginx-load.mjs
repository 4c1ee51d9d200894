// nginx under load, in a network namespace of its own: run as `unshare --net node nginx-load.mjs`. Prints the rows as JSON.
import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { buildApp } from '@unicore/testkit';

import { countRequests, ratesAgainstLinux } from './http-load.mjs';
import { withCopy } from './images.mjs';
import { nginxConfig } from './linux-nginx.mjs';
import { page } from './peer.mjs';
import { ratios, spread } from './statistics.mjs';
import { setUpTap } from './tap-network.mjs';

const [cacheFolder = mkdtempSync(join(tmpdir(), 'unicore-bench-'))] = process.argv.slice(2);

setUpTap();
process.stdout.write(JSON.stringify(await withCopy('nginx', figures)));

async function figures(folder) {
  serveAsLinuxDoes(folder);
  const counts = {};
  for (const profile of ['size', 'speed']) {
    const [image] = await buildApp(folder, { plat: ['kvm'], profile });
    const { perRequest } = await countRequests(image);
    counts[profile] = `${(perRequest / 1000).toFixed(1)} k`;
  }
  const [fast] = await buildApp(folder, { plat: ['kvm'], profile: 'speed' });
  const rates = await ratesAgainstLinux(fast, cacheFolder);
  return [
    {
      what: 'nginx, kvm, 612-byte page, keep-alive, tap, c=16: guest instructions a request (`speed`; `size`)',
      value: `${counts.speed}; ${counts.size}`,
      goal: '22 k',
      peers: 'Unikraft 47.1 k, Linux 64.2 k; of these nginx itself 11.1 k',
    },
    {
      what: "the same, `speed`: requests/s against a Linux guest with Debian's nginx",
      value: `${spread(ratios(rates.unicore, rates.linux), 2)} times (${spread(rates.unicore)} against ${spread(rates.linux)} a second)`,
      goal: '3 times',
      peers: 'Unikraft 2.1 times',
    },
  ];
}

/** Gives the copy the page and the configuration of the Linux guest. */
function serveAsLinuxDoes(folder) {
  const file = (path) => join(folder, 'root', path);
  writeFileSync(
    file('etc/nginx/nginx.conf'),
    nginxConfig({ root: '/srv', port: 80, user: 'user root;', modules: [] }),
  );
  mkdirSync(dirname(file('srv/www/index.html')), { recursive: true });
  cpSync(page, file('srv/www/index.html'));
}
