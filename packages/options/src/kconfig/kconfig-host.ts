/** What reading Kconfig files may ask of the world; the reader itself touches nothing. */
export interface KconfigHost {
  /** Text of a file, its path relative to the tree's root; undefined where there is none. */
  read(path: string): string | undefined;
  /** Paths that match a pattern of `source`, sorted; the pattern itself where it has no wildcard and the file is there. */
  glob(pattern: string): readonly string[];
  /** What `$(NAME)` and `option env` see. Nothing of the process comes in by itself. */
  readonly environment: Readonly<Record<string, string>>;
  /**
   * Answers `$(shell,command)`: what the command prints. May throw, which ends reading with the line that asked. Absent, it is
   * refused: reading a tree must not run what is written in it.
   */
  shell?(command: string): string;
  /**
   * Answers `$(name,argument,...)` where neither the language nor the files have that function: other tools have some of their own,
   * as Zephyr's `dt_chosen_enabled`. Undefined, or absent: an error.
   */
  call?(name: string, args: readonly string[]): string | undefined;
}

/** Where a line stands. */
export interface Place {
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/** A thing that reading goes on after, as conf does. */
export interface KconfigWarning extends Place {
  readonly text: string;
}
