import pc from 'picocolors';

/** Result on stdout, narration on stderr. */
export interface Reporter {
  readonly json: boolean;
  /** Narration goes to a terminal. */
  readonly terminal: boolean;
  /** Prints the command's result, as text; silent with `--json`. */
  result(text: string): void;
  /** Prints the command's result as the one JSON object of stdout; silent without `--json`. */
  object(value: unknown): void;
  /** Prints one line of narration. */
  note(line: string): void;
  warn(line: string): void;
  /** Says what goes on: one line that is written over on a terminal, a plain line elsewhere. */
  progress(line: string): void;
  /** Takes the progress line off the terminal. */
  clear(): void;
  readonly colors: ReturnType<typeof pc.createColors>;
}

interface Output {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

export interface ReporterOptions {
  readonly json: boolean;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Makes the reporter of a run; colours follow NO_COLOR, FORCE_COLOR and TERM. */
export function createReporter({ json, stdout, stderr, env }: ReporterOptions): Reporter {
  const terminal = stderr.isTTY === true && env['TERM'] !== 'dumb';
  const colors = pc.createColors(
    !env['NO_COLOR'] && (terminal || Boolean(env['FORCE_COLOR'] && env['FORCE_COLOR'] !== '0')),
  );
  let shown = false;
  const clear = (): void => {
    if (shown) stderr.write('\r\u001B[2K');
    shown = false;
  };
  const line = (text: string): void => {
    clear();
    stderr.write(`${text}\n`);
  };
  return {
    json,
    terminal,
    colors,
    clear,
    result: (text) => {
      clear();
      if (!json && text !== '') stdout.write(text.endsWith('\n') ? text : `${text}\n`);
    },
    object: (value) => {
      clear();
      if (json) stdout.write(`${JSON.stringify(value, null, 2)}\n`);
    },
    note: line,
    warn: (text) => line(`${colors.yellow('warning:')} ${text}`),
    progress: (text) => {
      if (!terminal) return line(text);
      clear();
      // A terminal that nobody sized says 0.
      const width = Math.max(20, (stderr.columns || 80) - 1);
      stderr.write(colors.dim(text.length > width ? `${text.slice(0, width - 1)}…` : text));
      shown = true;
    },
  };
}
