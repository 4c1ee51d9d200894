import type { CommandValues } from './command.ts';
import { usage } from './errors.ts';

const defaultTop = 40;

/** How many rows `--top` asks for. */
export function topOf({ top }: CommandValues): number {
  if (top !== undefined && !/^[1-9]\d{0,6}$/.test(top))
    throw usage(
      `--top takes a whole number from 1 on, not "${top}".`,
      `Left out, ${defaultTop} rows are shown.`,
    );
  return top === undefined ? defaultTop : Number(top);
}

/** Lays rows out in columns: text to the left, numbers to the right. Pure. */
export function table(rows: readonly (readonly (string | number)[])[]): string {
  const widths: number[] = [];
  for (const row of rows)
    for (const [column, cell] of row.entries())
      widths[column] = Math.max(widths[column] ?? 0, String(cell).length);
  return rows
    .map((row, index) =>
      row
        .map((cell, column) => {
          const isNumber = typeof (index === 0 ? rows[1]?.[column] : cell) === 'number';
          return isNumber
            ? String(cell).padStart(widths[column] ?? 0)
            : String(cell).padEnd(widths[column] ?? 0);
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
