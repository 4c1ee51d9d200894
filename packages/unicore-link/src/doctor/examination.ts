/** What a thing is for; the doctor shows one group after the other. */
export type Group = 'build' | 'run' | 'network' | 'author' | 'node' | 'disk';

/** What the doctor found of one thing. `doctor --json` prints these: a field may come, none changes or goes. */
export interface Examination {
  readonly group: Group;
  readonly name: string;
  /**
   * `ok` works; `limited` does not, and `detail` names what suffers; `missing` stops every build; `optional` is not there, and
   * nothing lacks it but what `detail` names, which few use.
   */
  readonly state: 'ok' | 'limited' | 'missing' | 'optional';
  readonly detail: string;
  /** The exact command that mends it, where there is one. */
  readonly mend?: string;
}
