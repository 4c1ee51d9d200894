// SQLite: a database in a journal of its own on ext4, which the next start of the image finds again.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, platformsHere, runToEnd, say } from '../common.mjs';

const folder = 'libs-native/app/sqlite';
const scratch = mkdtempSync(join(tmpdir(), 'unicore-demo-'));
process.on('exit', () => rmSync(scratch, { recursive: true }));

for (const { platform, sizeBytes } of build(folder, platformsHere())) {
  console.log(`${platform}: ${(sizeBytes / 1024).toFixed(0)} KB`);
  const disk = join(scratch, `${platform}.img`);
  makeDisk(disk);
  const start = ['--disk', disk, '--param', 'vfs.mount=ext4:blk0:/data', '--', '/data/demo.db'];
  runToEnd(folder, platform, [
    ...start,
    "pragma journal_mode=wal; create table if not exists starts(n integer primary key, at text); insert into starts(at) values (datetime('now')); select * from starts;",
  ]);
  const found = runToEnd(folder, platform, [
    ...start,
    'pragma integrity_check; select count(*) from starts;',
  ]);
  if (!/^ok\n1$/m.test(found)) {
    say(`${platform}: the second start did not find what the first wrote`);
    process.exitCode = 1;
  }
}

function makeDisk(path) {
  const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` };
  const done = spawnSync('mke2fs', ['-q', '-t', 'ext4', path, '16M'], { env, encoding: 'utf8' });
  if (done.status === 0) return;
  say(`mke2fs made no disk (apt-get install e2fsprogs): ${done.stderr ?? done.error}`);
  process.exit(1);
}
