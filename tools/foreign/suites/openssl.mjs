import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import {
  bootProgram,
  compileForLinux,
  copyParts,
  freshCopy,
  libraryFolder,
  programFolder,
  runOnLinux,
} from '../programs.mjs';

const library = libraryFolder('openssl');
const data = join(library, 'vendor/test/recipes/30-test_evp_data');
/** What upstream's program is made of. */
const parts = [
  ...['apps/include', 'apps/lib/opt.c', 'crypto/evp/evp_local.h', 'e_os.h', 'generated/include', 'include'],
  ...['test/evp_test.c', 'test/testutil', 'test/testutil.h'],
].map((part) => `vendor/${part}`);
/** Of what an image has without the option. */
const boundedFiles = [
  ...['evpciph_aes_common', 'evpciph_chacha', 'evpkdf_hkdf', 'evpmac_common', 'evpmd_sha', 'evppkey_ecdsa'],
  ...['evppkey_ecx', 'evppkey_rsa_common'],
].map((name) => `${name}.txt`);

/** Vectors that evp_test leaves out by itself: how it says why, what they are, and the reason. Others that it leaves out failed. */
const leftOut = [
  [
    /^'fips' provider not available/,
    '`Availablein = fips`',
    'a provider in a file, which an image cannot load; upstream leaves them out without that file as well',
  ],
  [
    /^'(RC5-|MD2')/i,
    '`RC5`, `MD2`',
    'off by default upstream; off on Debian, whose libcrypto lacks `IDEA` and `MDC2` as well',
  ],
];

/** As prepared: the application's folder and the files in its initrd. */
let folder;
let files;

export const openssl = {
  name: 'openssl',
  what: 'OpenSSL 3.0.22, its test vectors (`evp_test` on all of `30-test_evp_data`), inside the image, option `openssl.legacy` on',
  targets: ['linuxu', 'kvm'],
  reference: "Linux, Debian's libcrypto",
  skips: leftOut.map(([, what, why]) => [what, why]),

  prepare({ bounded }) {
    folder = freshCopy(programFolder('openssl-vectors'), 'openssl-vectors');
    files = bounded ? boundedFiles : readdirSync(data).toSorted();
    copyParts(library, folder, parts);
    copyParts(data, join(folder, 'root'), files);
    const providers = bounded ? 'default.cnf' : 'default-and-legacy.cnf';
    cpSync(join(library, 'vendor/test', providers), join(folder, 'root/providers.cnf'));
    if (bounded) return;
    // All of the library is compiled anew for it: minutes.
    const settings = join(folder, 'unicore.config.json');
    const text = readFileSync(settings, 'utf8');
    writeFileSync(settings, text.replace('"legacy": false', '"legacy": true'));
  },

  async run(target) {
    const args = ['-config', '/providers.cnf', ...files.map((file) => `/${file}`)];
    const { console } = await bootProgram(folder, target, { args, memoryMib: 128 });
    return resultOf(
      console,
      leftOut.map(([pattern]) => pattern),
    );
  },

  /** Upstream's program with the libcrypto that is installed. */
  runReference({ bounded }) {
    if (bounded) return undefined;
    const generated = ['all', 'public', 'include'].map((name) => join(library, 'vendor/generated', name));
    const includes = [...generated, 'vendor/include', 'vendor/apps/include', 'vendor'];
    const util = readdirSync(join(folder, 'vendor/test/testutil')).filter(
      (name) => name.endsWith('.c') && !['test_cleanup.c', 'test_options.c'].includes(name),
    );
    const program = compileForLinux(folder, 'evp_test', [
      ...['-DOPENSSL_NO_IDEA', '-DOPENSSL_NO_MDC2', ...includes.map((path) => `-I${path}`)],
      ...['vendor/test/evp_test.c', 'vendor/apps/lib/opt.c'],
      ...[...util.map((name) => `vendor/test/testutil/${name}`), '-l:libcrypto.so.3'],
    ]);
    const args = ['-config', 'providers.cnf', ...files];
    return resultOf(runOnLinux(program, args, { cwd: join(folder, 'root') }).console, [/./]);
  },
};

/** Vectors that passed, and the files that did not pass whole, or that nothing was said of. */
function resultOf(console, known) {
  const reports = new Map(reportsIn(console));
  const result = { passed: 0, failed: [] };
  for (const file of files) {
    const report = reports.get(file) ?? '';
    const [, tests, errors] = /Completed (\d+) tests with (\d+) errors/.exec(report) ?? [];
    if (errors === undefined) result.failed.push(`${file}: did not end`);
    else result.passed += Number(tests) - Number(errors);
    if (Number(errors) > 0) result.failed.push(`${file}: ${errors} errors`);
    result.failed.push(...unexpectedSkips(report, known).map((reason) => `${file}: left out, ${reason}`));
  }
  return result;
}

/** What evp_test printed of each file. */
function reportsIn(console) {
  return console
    .split(/^.*# *Reading /m)
    .slice(1)
    .map((report) => [report.slice(0, report.indexOf('\n')).replace(/^\//, ''), report]);
}

function unexpectedSkips(report, known) {
  const reasons = Array.from(report.matchAll(/skipping, ([^\n]*)/g), ([, reason]) => reason);
  const unexpected = reasons.filter((reason) => !known.some((pattern) => pattern.test(reason)));
  return [...new Set(unexpected.map((reason) => reason.replace(/: \S+:\d+$/, '')))];
}
