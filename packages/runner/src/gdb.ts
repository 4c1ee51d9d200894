import type { Image } from './image.ts';

/** Renders the command line that attaches gdb to a guest or to a process. Pure. */
export function gdbCommand(image: Image, to: { readonly remote: string } | { readonly pid: number }): string {
  const quoted = shellQuoted(image.symbols);
  if ('pid' in to) return `gdb -p ${to.pid} ${quoted}`;
  return `gdb -ex 'target remote ${to.remote}' ${quoted}`;
}

function shellQuoted(text: string): string {
  return /^[\w./:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
