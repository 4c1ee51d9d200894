import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { parseLibrary } from '../../../packages/descriptor/dist/index.js';
import {
  importLibrary,
  openConfiguration,
  prepareSolve,
  readKconfig,
} from '../../../packages/options/dist/index.js';
import { kconfigTree } from './kconfig-tree.mjs';

const runs = 40; // even: what is switched off is on again

/** Rows of docs/benchmarks.md: this engine and kconfiglib on the same trees: time of the processor, the quickest of the runs, as others load the machine. */
export function kconfigFigures() {
  const [changed, large] = [kconfigTree(5_000), kconfigTree(10_000)];
  const [ours, theirs] = [changeTimes(changed), kconfiglibTimes(changed)];
  const [ourRead, theirRead] = [readTime(large), kconfiglibTimes(large).read];
  const imported = importTimes(changed);
  const row = (what, mine, other, goal) => ({ what, value: `${ms(mine)}, kconfiglib ${ms(other)}`, goal });
  return [
    row('all of 5,000 symbols after a change that reaches every one', ours.all, theirs.all, '10 ms'),
    row('all of 5,000 symbols after a change that reaches few', ours.few, theirs.few, '10 ms'),
    row('read and solve 10,000 symbols', ourRead, theirRead, '2 s'),
    row('read, import to a descriptor and solve 10,000 symbols', importTimes(large).first, theirRead, '2 s'),
    row(
      'solve 5,000 imported options after a change that reaches every one',
      imported.all,
      theirs.all,
      '10 ms',
    ),
    row('solve 5,000 imported options after a change that reaches few', imported.few, theirs.few, '10 ms'),
  ];
}

function ms(time) {
  return `${time.toFixed(1)} ms`;
}

function readText(text) {
  return readKconfig('Kconfig', { read: () => text, glob: () => [], environment: {} });
}

function open(text) {
  return openConfiguration(readText(text));
}

function solveAll({ tree, values }) {
  let length = 0;
  for (const symbol of tree.symbols.values()) length += values.symbol(symbol).text.length;
  return length;
}

function quickest(measured) {
  return Math.min(
    ...Array.from({ length: runs }, (_, run) => {
      const start = process.cpuUsage();
      measured(run);
      const { user, system } = process.cpuUsage(start);
      return (user + system) / 1000;
    }),
  );
}

function readTime(text) {
  return quickest(() => solveAll(open(text)));
}

function changeTimes(text) {
  const configuration = open(text);
  solveAll(configuration);
  const change = (name) =>
    quickest((run) => {
      const refused = configuration.set(name, run % 2 === 0 ? 'n' : 'y');
      if (refused) throw new Error(refused.wrong);
      solveAll(configuration);
    });
  return { all: change('S0'), few: change('S4991') };
}

/** The way of `unicore-link config import`, `lib build` and then a menu: Kconfig text, descriptor, `dist/library.json`, solutions. */
function importTimes(text) {
  const first = quickest(() => solveImported(openImported(text), {}));
  const settle = openImported(text);
  solveImported(settle, {});
  const change = (name) => quickest((run) => solveImported(settle, run % 2 === 0 ? { [name]: false } : {}));
  return { first, all: change('s0'), few: change('s4991') };
}

function openImported(text) {
  const { options, menus, comments } = importLibrary(readText(text));
  const descriptor = {
    schema: 1,
    name: 'kconfig',
    pool: 'main',
    side: 'system',
    summary: 'Imported',
    sources: [],
  };
  const json = JSON.stringify({ ...descriptor, options, menus, comments });
  return prepareSolve({
    app: { name: 'bench' },
    libraries: [parseLibrary(JSON.parse(json), { file: 'library.json' })],
    roots: ['kconfig'],
    target: { platform: 'kvm', architecture: 'x86_64' },
  });
}

function solveImported(settle, own) {
  const { values } = settle({ profile: 'size', options: { kconfig: own } });
  if (values['kconfig.s0'] !== (own.s0 ?? true)) throw new Error('the change did not arrive');
}

const program = `
import sys, time, kconfiglib
def quickest(measured):
    best = None
    for run in range(${runs}):
        start = time.process_time()
        measured(run)
        took = (time.process_time() - start) * 1000
        best = took if best is None or took < best else best
    return best
def solve(tree):
    return sum(len(symbol.str_value) for symbol in tree.unique_defined_syms)
read = quickest(lambda run: solve(kconfiglib.Kconfig(sys.argv[1], warn=False)))
tree = kconfiglib.Kconfig(sys.argv[1], warn=False)
solve(tree)
def change(name):
    def once(run):
        tree.syms[name].set_value(0 if run % 2 == 0 else 2)
        solve(tree)
    return quickest(once)
print(read, change("S0"), change("S4991"))
`;

function kconfiglibTimes(text) {
  const folder = mkdtempSync(join(tmpdir(), 'unicore-kconfig-'));
  try {
    writeFileSync(join(folder, 'Kconfig'), text);
    const said = execFileSync('/usr/bin/python3', ['-c', program, join(folder, 'Kconfig')], {
      encoding: 'utf8',
    });
    const [read, all, few] = said.trim().split(' ').map(Number);
    return { read, all, few };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
