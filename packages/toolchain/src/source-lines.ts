/** A line of a source that has code in an image. */
export interface LineRow {
  /** `/@unicore/lib-lwip/src/core/tcp.c`, or as the compiler was given it. */
  readonly file: string;
  readonly line: number;
  readonly address: number;
  /** Where the run of instructions begins that it is in: one section's, and so one library's. */
  readonly start: number;
}

/**
 * Reads what `objdump --dwarf=decodedline` prints. What the link dropped stays in the debug information, as if it stood at
 * address 0: (isThere) tells of each run of instructions, one section's, whether the image has it. Pure.
 */
export function parseDecodedLines(
  text: string,
  isThere: (start: number, end: number) => boolean,
): readonly LineRow[] {
  const rows: LineRow[] = [];
  let file = '';
  let sequence: LineRow[] = [];
  for (const printed of text.split('\n')) {
    const [, line, at] = /^\S.*?\s+(\d+|-)\s+(0|0x[0-9a-f]+)(?:\s|$)/.exec(printed) ?? [];
    if (line === undefined || at === undefined) {
      file = /^(?:CU: )?(\/?\S.*):$/.exec(printed)?.[1] ?? file;
      continue;
    }
    const address = Number(at);
    if (line !== '-') {
      sequence.push({ file, line: Number(line), address, start: sequence[0]?.address ?? address });
      continue;
    }
    if (isThere(sequence[0]?.address ?? 0, address)) rows.push(...sequence);
    sequence = [];
  }
  return rows;
}
