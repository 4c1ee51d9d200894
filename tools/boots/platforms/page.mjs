// docs/platforms.md as text. Pure.

/** What each suite shows, where its name does not say it. */
const titles = {
  ahci: 'disks on AHCI',
  aspace: 'address spaces: mmap, mprotect, demand paging, files in memory',
  arguments: 'arguments and parameters',
  blockcheck: 'blockcheck, and its disk after kills',
  configuration: 'addresses by DHCP, SLAAC and parameters',
  constructors: 'constructors and destructors',
  devices: 'files of /dev and /proc',
  disks: 'the contract suite of disks',
  dns: 'names by DNS',
  ext4: 'files on a disk that keep what was fsynced, however the guest is stopped',
  faults: 'hardening: text, constants, data, page zero, guard page, canary',
  files: 'files: the C library, and the contract suite on those in memory',
  gdb: 'gdb: the threads of an image, and the stack of each',
  'hostile-clients':
    'nginx and Redis without descriptors, without memory, in floods whose answers nobody reads',
  interfaces: 'interfaces of the network, as programs ask for them',
  lua: 'Lua: scripts, its manual, ends',
  'musl-files': 'files of programs with musl, in memory and on ext4',
  metal: 'disks and ISO images under BIOS, UEFI and GRUB',
  netdev: 'the contract suite of network devices',
  netstack: 'the contract suite of network stacks',
  nginx: 'nginx: pages, ranges, gzip, sendfile, proxy, 1,000 connections, bad clients',
  'nginx-tls': 'nginx by TLS 1.2 and 1.3: HTTP/2, sessions, certificates of clients, bad handshakes',
  nvme: 'disks on NVMe',
  openssl: 'OpenSSL: handshakes, sessions, what is refused',
  ported: 'zlib and PCRE2, by their specifications',
  'power-cuts': 'SQLite and Redis: power cuts while they write',
  preempt: 'time slices',
  profile: 'profiles, as flame graphs',
  q35: 'network cards and disks on PCI of kvm',
  randconfig: 'images of options at random',
  'shared-folder': 'folders of the host, by 9P',
  signals: 'signals and timers',
  sockets: 'sockets of the C library',
  'redis-disk': 'Redis: SAVE and the log on ext4, kills',
  redis: 'Redis: data types, scripts, transactions, hostile clients, limits',
  sqlite: 'SQLite: in memory, on ext4, kills, full disks',
  strace: 'system calls as strace prints them',
  suites: 'the contract suites of memory, threads, time and console',
  system: 'exit statuses, signals, clocks, random bytes, memory',
  tinyproxy: 'tinyproxy, the program of the porting guide',
  trace: 'traces, as Chrome shows them',
  'vanishing-clients': 'nginx and Redis: clients whose network vanishes',
};

/**
 * Renders the table.
 *
 * @throws where a cell would be empty without a reason
 */
export function renderPage({ suites, columns, machine }) {
  const notes = new Notes();
  const rows = [
    ['', ...columns.map(({ name }) => name)],
    ['---', ...columns.map(() => '---')],
    ...suites.map((suite) => [
      titles[suite] ?? suite,
      ...columns.map((column) => suiteCell(column, suite, notes)),
    ]),
    [
      'hello: image, profile `size`',
      ...columns.map(({ hello }) => `${(hello.sizeBytes / 1024).toFixed(1)} KB`),
    ],
    ['hello: least memory, in whole MiB', ...columns.map(({ hello }) => String(hello.memoryMib))],
    ['hello: from the runner to its line', ...columns.map(({ hello }) => `${Math.round(hello.ms)} ms`)],
  ];
  return `# Platforms

What the boot suites found on each platform; in brackets how many tests passed there. Written by
\`npm run platforms -w @unicore-tools/boots\`, which stops where a test fails; do not edit.

${rows.map((cells) => `| ${cells.join(' | ')} |\n`).join('')}
${notes.render()}

The times are medians of five, each from the call of the runner to the line on the console: with QEMU's start, firmware (SeaBIOS on metal), and on Xen the
copy of the image into dom0 and \`xl create\`. Taken on ${machine}
Finer figures, in instructions and parts of a MiB: [benchmarks](benchmarks.md). What is known to be missing: [CAVEATS](../CAVEATS.md).
`;
}

function suiteCell({ name, absent, results }, suite, notes) {
  const reason = absent[suite];
  if (reason !== undefined) return `no ${notes.add(reason)}`;
  const { passed, skipped } = results[suite] ?? { passed: 0, skipped: [] };
  const references = skipped.map(({ test, reason: why }) => {
    if (!why) throw new Error(`${name}, ${suite}: "${test}" is left out without a reason.`);
    return notes.add(`Left out: ${test.split(' > ').at(-1)}: ${why}.`);
  });
  if (passed + skipped.length === 0) throw new Error(`${name}, ${suite}: no test ran, and nothing says why.`);
  return [passed === 0 ? 'no' : `yes (${passed})`, ...new Set(references)].join(' ');
}

/** Footnotes, each text once. */
class Notes {
  #texts = [];

  add(text) {
    if (!this.#texts.includes(text)) this.#texts.push(text);
    return `<sup>${this.#texts.indexOf(text) + 1}</sup>`;
  }

  render() {
    return this.#texts.map((text, index) => `${index + 1}. ${text}`).join('\n');
  }
}
