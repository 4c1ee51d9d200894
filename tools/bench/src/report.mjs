// docs/benchmarks.md, written and read again: rows of parts that are not measured this time stay as they stand there.

/** Parts of the report in their order, by the names that `npm run bench` takes. */
export const titles = {
  images: 'Images',
  http: 'HTTP',
  nginx: 'nginx',
  redis: 'Redis',
  sqlite: 'SQLite',
  xen: 'Xen',
  builds: 'Builds',
  work: 'While one works',
  menu: 'menuconfig',
  platforms: 'Platforms at once',
  scale: 'Scale',
  kconfig: 'Kconfig',
};

const head = ['what', 'measured', 'to reach', 'peers'];

/** The report; `rows` are those of each part that has been measured, `machine` says on what. Pure. */
export function renderReport(rows, { cores, versions }) {
  const parts = Object.entries(titles).flatMap(([name, title]) =>
    rows[name] === undefined ? [] : [renderPart(name, title, rows[name])],
  );
  return `# Benchmarks

Written by \`npm run bench\`; do not edit. x86_64 guests under QEMU's TCG, one CPU, \`-cpu max\`; the machine has ${cores} cores and is
shared, so instructions and ratios are the steady figures, and times are medians with their range. Peers' figures come from a machine of the same kind.

${versions.join('; ')}.

${parts.join('\n')}
## Notes

${notes}`;
}

/** The rows of each part that a report holds. Pure. */
export function readReport(text) {
  const rows = {};
  let part;
  for (const line of text.split('\n')) {
    part = /^`npm run bench -- (\w+)`$/.exec(line)?.[1] ?? (line.startsWith('## ') ? undefined : part);
    const cells = /^\| (.*) \|$/.exec(line)?.[1].split(' | ');
    if (part === undefined || cells === undefined || cells[0] === head[0]) continue;
    const [what, value, goal = '', peers = ''] = cells.map((cell) => cell.trim());
    (rows[part] ??= []).push({ what, value, goal, peers });
  }
  return rows;
}

function renderPart(name, title, rows) {
  const lines = [head, ['---', '---', '---', '---'], ...rows.map(cellsOf)].map((cells, index) =>
    index === 1 ? `|${cells.join('|')}|` : `| ${cells.join(' | ')} |`,
  );
  return `## ${title}\n\n\`npm run bench -- ${name}\`\n\n${lines.join('\n')}\n`;
}

function cellsOf({ what, value, goal, peers = '' }) {
  const cells = [what, value, goal, peers];
  const broken = cells.find((cell) => /[|\n]/.test(cell));
  if (broken !== undefined) throw new Error(`no cell of a table: ${broken}`);
  return cells;
}

const notes = `- Guest instructions are counted by a TCG plugin (\`tools/bench/src/guest_count.c\`); each iteration of a \`rep\` instruction counts as one.
- Both guests of the HTTP comparison run on the same tap, one after the other, three times; the ratio is of neighbours. The Linux guest is Debian's cloud kernel
  and Debian's nginx with one worker, no access log, and the page cached.
- nginx is the port, [@unicore/app-nginx](../libs-native/app/nginx/README.md), against Debian's. Size, memory and start are those of the port as it is; where
  requests count, both sides have the same page and the same configuration, that of \`tools/bench/src/linux-nginx.mjs\`.
- Redis is [@unicore/app-redis](../libs-native/app/redis/README.md) against Debian's, both with one configuration, which keeps all in memory; the client is
  Debian's redis-benchmark, on the host.
- SQLite is [@unicore/app-sqlite](../libs-native/app/sqlite/README.md) with upstream's speedtest1 in the place of the shell, which Debian has no package of: the
  Linux guest runs the same sources and macros, compiled by gcc for glibc. Seconds are speedtest1's own; each run has a disk of its own.
- linuxu against native nginx: a request that nginx serves passes the kernel's TCP twice, the client's and nginx's, and costs nginx several system calls;
  linuxu's process speaks TCP itself, so there it costs one read and one write of a tap. That the paths differ is the point, not an accident of the set-up.
- Xen is the [test bed](../tools/xen-bed/README.md): Xen 4.17, a Linux dom0 and the guest share the one processor of a QEMU, so most of what a request costs is
  dom0's: wrk, its TCP, the back end. Guests take turns in one bed; those that are compared get the same memory. The least guest prints one line and does nothing
  else. Where the whole machine's instructions are told, dom0's clock goes by them, to 0.25 M; the image's own are those at its addresses.
- Kconfig's figures are time of the processor, the quickest of 40 runs in one process, on both sides.
- Builds run in a folder and with a cache of their own each time; wall clocks on a shared machine.
`;
