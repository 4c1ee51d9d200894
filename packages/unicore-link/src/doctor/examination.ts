/** What the doctor found of one thing. */
export interface Examination {
  readonly name: string;
  /** `missing` stops every build, `limited` only what `detail` names. */
  readonly state: 'ok' | 'limited' | 'missing';
  readonly detail: string;
  /** The exact command that mends it. */
  readonly mend?: string;
}
