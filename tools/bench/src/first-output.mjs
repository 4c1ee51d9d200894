// From the call of `xl create` to a guest's first output, by dom0's own clock: files' times tell both.
import { readFileSync } from 'node:fs';

import { createJiti } from 'jiti';

import { build } from './images.mjs';
import { median, ratios, spread } from './statistics.mjs';
import { withBed } from './xen-domain.mjs';

const types = ['pv', 'pvh'];
const memoryMib = 8;
const rounds = 15;

/** In the second run dom0's clock goes by instructions, 16 ns each, and idle time takes none. */
const nsOfInstruction = 16;
const byInstructions = {
  rounds: 5,
  monitorArgs: ['-icount', `shift=${Math.log2(nsOfInstruction)},sleep=off`],
};

/** Rows of docs/benchmarks.md. */
export async function firstOutputFigures() {
  const [hello] = await build('hello', 'size', ['xen']);
  const { buildGuest } = await createJiti(import.meta.url).import('../../xen-bed/test/build-guest.ts');
  const guest = await buildGuest();
  try {
    const kernels = { hello: hello.path, guest: guest.path };
    const times = await firstOutputs(kernels, { rounds });
    const counts = await firstOutputs(kernels, byInstructions);
    return types.flatMap((type) => rowsOf(type, times, counts));
  } finally {
    guest.remove();
  }
}

function rowsOf(type, times, counts) {
  const of = (measured, name) => measured[`${name}-${type}`];
  const [hello, guest] = ['hello', 'guest'].map((name) => of(times, name));
  const [helloM, guestM] = ['hello', 'guest'].map(
    (name) => (median(of(counts, name)) * 1e6) / nsOfInstruction / 1e6,
  );
  return [
    {
      what: `xen, ${type.toUpperCase()}: \`xl create\` to hello's first output against the bed's own least guest`,
      value: `${spread(ratios(hello, guest), 2)} times (${spread(hello)} against ${spread(guest)} ms)`,
      goal: '1 time',
    },
    {
      what: 'the same in instructions of the whole machine: dom0, Xen and guest',
      value: `${(helloM / guestM).toFixed(2)} times (${helloM.toFixed(1)} M against ${guestM.toFixed(1)} M)`,
      goal: '1 time',
    },
  ];
}

/** Milliseconds of each of `rounds`, by `<name>-<type>`; all take turns. */
export function firstOutputs(kernels, { rounds: turns, monitorArgs }) {
  return withBed({ monitorArgs }, async (bed) => {
    for (const [name, path] of Object.entries(kernels))
      await bed.upload(readFileSync(path), `/bench/${name}`);
    const { status, output } = await bed.command(script(Object.keys(kernels), turns));
    if (status !== 0) throw new Error(output);
    return readFirstOutputs(output);
  });
}

/** The guests stay when they have ended, so that their end is not among what is timed. */
function script(names, turns) {
  return `
cd /bench
for name in ${names.join(' ')}; do for type in ${types.join(' ')}; do
    printf '%s\\n' "name=\\"$name-$type\\"" "type=\\"$type\\"" "kernel=\\"/bench/$name\\"" memory=${memoryMib} vcpus=1 \\
        'on_poweroff="preserve"' 'on_reboot="destroy"' 'on_crash="destroy"' >$name-$type.cfg
done; done
turn=0
while [ $turn -lt ${turns} ]; do
    for type in ${types.join(' ')}; do for name in ${names.join(' ')}; do
        guest=$name-$type
        log=/var/log/xen/console/guest-$guest.log
        rm -f $log
        : >called
        xl create -q $guest.cfg || exit
        n=0
        until [ -s $log ]; do
            usleep 5000
            [ $((n = n + 1)) -lt 12000 ] || exit
        done
        echo "$guest|$(stat -c %y called)|$(stat -c %y $log)"
        xl destroy $guest
    done; done
    turn=$((turn + 1))
done`;
}

/** Milliseconds by guest, of lines "guest|when xl was called|when its output came". Pure. */
export function readFirstOutputs(output) {
  const times = {};
  for (const line of output.trim().split('\n')) {
    const [guest, called, came] = line.split('|');
    const ms = instant(came) - instant(called);
    if (Number.isNaN(ms)) throw new Error(`no times of a guest: ${line}`);
    (times[guest] ??= []).push(ms);
  }
  return times;
}

/** `2026-01-31 12:00:00.123456789 +0000`, as stat prints it, in milliseconds. */
function instant(text = '') {
  return Date.parse(text.replace(/^(\S+) (\S+\.\d{3})\d* \+0000$/, '$1T$2Z'));
}
