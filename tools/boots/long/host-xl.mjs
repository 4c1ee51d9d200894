#!/usr/bin/env node
// Stands where /usr/sbin/xl does on a Xen host: carries each call into dom0 of a test bed, with the files that it names.
import { readFileSync } from 'node:fs';
import { finished } from 'node:stream/promises';

import { joinXenBed } from '@unicore/runner';

const bed = joinXenBed(process.env.HOST_XL_BED);
const args = process.argv.slice(2);
const quoted = args.map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`).join(' ');

process.exitCode = await (args[0] === 'create' ? create() : call());

async function call() {
  const { status, output } = await bed.command(`xl ${quoted}`);
  process.stdout.write(output);
  return status;
}

/** The console is on stdout while the domain lives, as `xl create -F -c` has it; then what xl said. */
async function create() {
  const file = args.find((word) => word.endsWith('.cfg'));
  const text = readFileSync(file, 'utf8');
  await bed.upload(text, file);
  for (const [, path] of text.matchAll(/^(?:kernel|ramdisk) = "(.*)"$/gm))
    await bed.upload(readFileSync(path), path);
  const answer = await bed.stream(`
printf 'Content-Type: application/octet-stream\\r\\n\\r\\n'
rm -f /run/input; mkfifo /run/input; exec 3<>/run/input
xl ${quoted} <&3 2>/run/said`);
  answer.pipe(process.stdout);
  await finished(answer);
  process.stderr.write((await bed.command('cat /run/said')).output);
  return 0;
}
