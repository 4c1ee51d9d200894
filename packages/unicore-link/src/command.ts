import type { Reporter } from './reporter.ts';

/** What every command gets beside its own options. */
export interface CommandContext {
  /** Absolute folder that `-C` names, else the working directory. */
  readonly cwd: string;
  readonly reporter: Reporter;
  /** Aborts on Ctrl-C and SIGTERM. */
  readonly signal: AbortSignal;
  /** Someone sits at the terminal and can answer a question. */
  readonly interactive: boolean;
}

/** Options as parsed; a command reads those that its entry in `command-table.ts` lists. */
export interface CommandValues {
  readonly plat?: readonly string[];
  readonly arch?: readonly string[];
  readonly profile?: string;
  readonly compiler?: string;
  readonly json?: boolean;
  readonly force?: boolean;
  readonly cache?: boolean;
  readonly publish?: readonly string[];
  readonly memory?: string;
  readonly net?: string;
  readonly timeout?: string;
  readonly gdb?: boolean;
  readonly trace?: string;
  readonly flameGraph?: string;
  readonly accel?: string;
  readonly firmware?: string;
  readonly medium?: string;
  readonly disk?: readonly string[];
  readonly share?: readonly string[];
  readonly param?: readonly string[];
  readonly jobs?: string;
  readonly verbose?: boolean;
  readonly native?: boolean;
  readonly watch?: boolean;
  readonly srctree?: string;
  readonly out?: string;
  readonly name?: string;
  readonly env?: readonly string[];
  readonly shellSays?: string;
  readonly runShell?: boolean;
  readonly function?: readonly string[];
  readonly kconfig?: string;
  readonly seed?: string;
  readonly all?: boolean;
  readonly by?: string;
  readonly top?: string;
  readonly library?: string;
  readonly config?: string;
  readonly surface?: boolean;
  readonly treemap?: string;
}

export interface CommandInput {
  readonly values: CommandValues;
  /** Words that are no options, before `--`. */
  readonly operands: readonly string[];
  /** Words after `--`. */
  readonly rest: readonly string[];
}

/** A command's module exports this as its default; returns the exit status (nothing: 0). */
export type RunCommand = (context: CommandContext, input: CommandInput) => Promise<number | void>;
