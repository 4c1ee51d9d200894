/** One test of a program, as its TAP line says. */
export interface TapTest {
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** Why it was skipped, or the lines that the program printed before `not ok`. */
  readonly detail: string;
}

export interface TapReport {
  /** What `1..N` promised; undefined where the program never said. */
  readonly planned: number | undefined;
  readonly tests: readonly TapTest[];
}

/** Reads the output of a test program in TAP; other lines are the detail of the test that they precede. Pure. */
export function parseTap(output: string): TapReport {
  let planned: number | undefined;
  let detail: string[] = [];
  const tests: TapTest[] = [];
  for (const line of output.split(/\r?\n/)) {
    const plan = /^1\.\.(\d+)/.exec(line);
    const result = /^(not )?ok\b\s*\d*\s*(?:- )?(.*?)(?:\s+# SKIP\b\s*(.*))?$/.exec(line);
    if (plan) {
      planned = Number(plan[1]);
    } else if (result) {
      const [, failed, name = '', skipped] = result;
      if (failed) tests.push({ name, outcome: 'failed', detail: detail.join('\n') });
      else if (skipped !== undefined) tests.push({ name, outcome: 'skipped', detail: skipped });
      else tests.push({ name, outcome: 'passed', detail: '' });
      detail = [];
    } else if (line !== '') {
      detail.push(line);
    }
  }
  return { planned, tests };
}
