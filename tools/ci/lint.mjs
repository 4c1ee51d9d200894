// All that is checked without running anything: format, lint, types, links and code in the documentation, and that each
// native library passes `unicore-link lib check`. Ends with `N passed, N failed`.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brokenExamples } from './doc-code.mjs';
import { staleTables } from './doc-tables.mjs';
import { wrongDependencies } from './imports.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const checks = [
  ['format', () => command('node', ['tools/ci/format.mjs'])],
  ['oxlint', () => command('node_modules/.bin/oxlint', ['--quiet'])],
  [
    'types',
    () =>
      command('node_modules/.bin/nx', [
        'run-many',
        '-t',
        'typecheck',
        `--parallel=${availableParallelism()}`,
        '--output-style=static',
      ]),
  ],
  [
    'library checks',
    () =>
      command('node_modules/.bin/nx', [
        'run-many',
        '-t',
        'check',
        `--parallel=${availableParallelism()}`,
        '--output-style=static',
      ]),
  ],
  ['links in the documentation', brokenLinks],
  ['code in the documentation', () => brokenExamples(root, tracked(/\.md$/))],
  ['tables in the documentation', () => staleTables(root)],
  ['licences', missingLicences],
  ['dependencies', () => wrongDependencies(root, tracked(/^(packages|tools)\//))],
  ['platform names in C', platformNames],
];

let failed = 0;
for (const [name, check] of checks) {
  const problems = check();
  if (problems) failed += 1;
  console.log(`${problems ? 'not ok' : 'ok'} ${name}`);
  if (problems) console.log(problems);
}
console.log(`${checks.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** The command's output where it failed, else nothing. */
function command(file, args) {
  const env = { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false' };
  const done = spawnSync(file, args, { cwd: root, env, encoding: 'utf8', maxBuffer: 1 << 28 });
  return done.status === 0
    ? ''
    : `${done.stdout ?? ''}${done.stderr ?? ''}${done.error ?? ''}`.replaceAll(
        /^\d+ passed, \d+ failed.*$/gm,
        '',
      );
}

function tracked(pattern) {
  return git('ls-files', '-co', '--exclude-standard').filter(
    (file) => pattern.test(file) && existsSync(join(root, file)),
  );
}

function git(...args) {
  return spawnSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 })
    .stdout.split('\n')
    .filter(Boolean);
}

/** Relative links of Markdown files, and their anchors, lead somewhere. */
function brokenLinks() {
  const broken = [];
  for (const file of tracked(/\.md$/)) {
    const text = readFileSync(join(root, file), 'utf8').replaceAll(/```[\s\S]*?```/g, '');
    for (const [, target] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      // Templates name files that only an application of theirs has.
      if (/^[a-z]+:|^\{\{/.test(target)) continue;
      const [path, anchor] = target.split('#');
      const full = path === '' ? join(root, file) : join(root, dirname(file), path);
      if (!existsSync(full)) broken.push(`${file}: ${target} does not exist`);
      else if (anchor && full.endsWith('.md') && !anchors(full).has(anchor))
        broken.push(`${file}: no heading for #${anchor} in ${relative(root, full)}`);
    }
  }
  return broken.join('\n');
}

function anchors(file) {
  const headings = readFileSync(file, 'utf8').matchAll(/^#+ (.+)$/gm);
  return new Set(
    [...headings].map(([, text]) =>
      text
        .toLowerCase()
        .replaceAll(/[^\w\- ]/g, '')
        .replaceAll(' ', '-'),
    ),
  );
}

/** Each package names the licence and, where it is published, brings its text. */
function missingLicences() {
  return tracked(/^(packages|libs-native\/\w+|examples|tools)\/[\w-]+\/package\.json$/)
    .flatMap((file) => {
      const manifest = JSON.parse(readFileSync(join(root, file), 'utf8'));
      const folder = dirname(file);
      return [
        ...(manifest.license === 'BSD-3-Clause' ? [] : [`${file}: "license" is not BSD-3-Clause`]),
        ...(manifest.private || existsSync(join(root, folder, 'LICENSE')) ? [] : [`${folder}: no LICENSE`]),
        ...(manifest.private || existsSync(join(root, folder, 'README.md'))
          ? []
          : [`${folder}: no README.md`]),
      ];
    })
    .join('\n');
}

/** Platforms and architectures are named only where they are implemented (rule 4 of ARCHITECTURE.md). */
function platformNames() {
  const allowed = /^libs-native\/(plat|arch)\/|\/src\/arch\/|\/(tests|fuzz)\/|\/include\/uc\/test\.h$/;
  const condition =
    /^\s*#\s*(?:el)?if.*\b(_*linux_*|__(?:x86_64|amd64|i386|arm|aarch64|mips|powerpc|riscv|unix)\w*|_M_(?:X64|IX86))\b/;
  // "pc" is a word of its own.
  const platforms = readdirSync(join(root, 'libs-native/plat'))
    .filter((folder) => folder !== 'pc')
    .join('|');
  const name = new RegExp(
    String.raw`\b(?:${platforms}|uc[/_](?:kvm|linuxu|metal|pc|hosted))(?![a-z0-9])|UC_CONFIG_(?:LIB_)?(?:${platforms.toUpperCase().replaceAll('-', '_')}|PLATFORM)_`,
  );
  const code = (line) => line.replaceAll(/\/\*.*?\*\/|^\s*\*.*|\/\*.*$|"(?!\S*\.h")[^"]*"/g, '');
  return tracked(/^(libs-native|examples)\/.*\.[chS]$/)
    .filter((file) => !allowed.test(file))
    .flatMap((file) =>
      readFileSync(join(root, file), 'utf8')
        .split('\n')
        .flatMap((line, index) =>
          condition.test(line) || name.test(code(line)) ? [`${file}:${index + 1}: ${line.trim()}`] : [],
        ),
    )
    .join('\n');
}
