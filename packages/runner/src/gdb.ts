import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readImageBase } from './elf.ts';
import type { Image } from './image.ts';

/**
 * Waits until a debugger has attached to the shell that runs it, then becomes the program: gdb catches the exec and knows
 * everything from the first instruction on.
 */
export const waitForTracer = `
traced=0
while [ "$traced" = 0 ]; do
  sleep 0.1
  while read -r key value; do [ "$key" = TracerPid: ] && traced=$value; done < /proc/$$/status
done
exec "$0" "$@"
`;

/** Commands for the threads of an image. Works from `src` and from `dist`. */
const commands = join(import.meta.dirname, '../gdb/unicore.py');

/** gdb with what it reads first: our commands, and where the sources are if the build said so. */
function gdbFor({ gdbSources }: Image): string {
  const files = existsSync(gdbSources) ? [commands, gdbSources] : [commands];
  return `gdb ${files.map((file) => `-x ${shellQuoted(file)}`).join(' ')}`;
}

/** Renders the command that attaches gdb to a process which runs {@link waitForTracer}. */
export function gdbOfProcess(image: Image, pid: number): string {
  return `${gdbFor(image)} -p ${pid} -ex 'catch exec' -ex continue -ex 'tbreak main' -ex continue`;
}

/** Renders the command that attaches gdb to QEMU's server, with the symbols where the image relocates itself to. */
export function gdbOfMachine(image: Image, port: number): string {
  const offset = relocationOf(image);
  const symbols = `symbol-file ${offset === 0n ? '' : `-o 0x${offset.toString(16)} `}${image.symbols}`;
  return `${gdbFor(image)} -ex ${shellQuoted(symbols)} -ex 'target remote 127.0.0.1:${port}' -ex 'hbreak main' -ex continue`;
}

/** From where an image was linked to where it runs; nothing for one that does not say, which runs where it was linked. */
function relocationOf(image: Image): bigint {
  const base = /^CONFIG_PC_BASE=(0x[0-9a-f]+)$/im.exec(readOr(image.configFile))?.[1];
  if (base === undefined) return 0n;
  const { virtual, physical } = readImageBase(image.symbols);
  // A disk's loader puts the image there; UEFI puts it anywhere, and the panic of a guest tells where.
  const loadedAt = image.media ? 0x100000n : 0n;
  return BigInt(base) + loadedAt + physical - virtual;
}

function readOr(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
