/** One line of a `.config` that sets something. */
export interface ConfigLine {
  /** With `CONFIG_`. */
  readonly name: string;
  /** What stands after `=`; absent: the line says that it is not set. */
  readonly raw: string | undefined;
  /** From 1. */
  readonly line: number;
}

const longestText = 16 * 1024 * 1024;
const listedAtMost = 100;

/** Reads the lines of a `.config`, whatever they set. Pure; takes linear time whatever the text. */
export function readConfigLines(text: string): {
  readonly entries: readonly ConfigLine[];
  /** What is wrong, with the line. */
  readonly wrong: readonly string[];
} {
  if (text.length > longestText) return { entries: [], wrong: ['expected at most 16 MiB of text'] };
  const entries: ConfigLine[] = [];
  const wrong: string[] = [];
  const lines = text.replace(/^\uFEFF/, '').split('\n');
  for (const [index, raw] of lines.entries()) {
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    const unset = /^# (CONFIG_[A-Za-z0-9_]+) is not set$/.exec(line)?.[1];
    if (unset !== undefined) {
      entries.push({ name: unset, raw: undefined, line: index + 1 });
      continue;
    }
    if (line.startsWith('#') || line.trim() === '') continue;
    const equals = line.indexOf('=');
    const name = line.slice(0, Math.max(equals, 0));
    if (/^CONFIG_[A-Za-z0-9_]+$/.test(name))
      entries.push({ name, raw: line.slice(equals + 1), line: index + 1 });
    else wrong.push(`line ${index + 1}: expected CONFIG_NAME=value, got ${excerpt(line)}`);
    if (wrong.length >= listedAtMost) break;
  }
  return { entries, wrong };
}

/** The start of a text, quoted. Pure. */
export function excerpt(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}...` : text);
}
