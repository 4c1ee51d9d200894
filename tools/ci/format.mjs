// Checks the format of all tracked files, or with --write mends it: prettier for TypeScript and data, clang-format for C.
import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const write = process.argv.includes('--write');
const tracked = spawnSync('git', ['ls-files', '-z', '-co', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
}).stdout.split('\0');
const cFiles = tracked.filter((file) => /\.[ch]$/.test(file));

const results = [
  ['prettier', ['prettier', write ? '--write' : '--check', '--log-level=warn', '.']],
  ['clang-format', ['clang-format', ...(write ? ['-i'] : ['--dry-run', '-Werror']), ...cFiles]],
].map(([name, [command, ...args]]) => {
  const done = spawnSync(`node_modules/.bin/${command}`, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return { name, ok: done.status === 0 };
});
for (const { name, ok } of results) console.log(`${ok ? 'ok' : 'not ok'} ${name}`);
if (results.some(({ ok }) => !ok)) {
  console.error('To mend the format: npm run format');
  process.exitCode = 1;
}
