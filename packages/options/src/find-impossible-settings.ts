import type { Outcome } from './find-problems.ts';
import type { OptionValue } from './solve-types.ts';

/** A setting of the user that does not hold. */
export interface ImpossibleSetting {
  readonly symbol: string;
  readonly wanted: string;
  /** What holds in its stead. */
  readonly value: string;
  /** As `1 to 64`: the value is out of the range of the moment. */
  readonly range?: string;
  /** Why it cannot be, where its range is not what forbids it. */
  readonly why: string;
}

/** Finds what the user set of options in the image and that is not so. Where a select is the reason, it is a warning of its own. Pure. */
export function findImpossibleSettings({
  ground,
  evaluator,
  solution,
}: Omit<Outcome, 'reached'>): readonly ImpossibleSetting[] {
  const found: ImpossibleSetting[] = [];
  for (const [name, wanted] of ground.user.values) {
    const symbol = ground.table.symbols.get(name);
    if (symbol === undefined || !Object.hasOwn(solution.origins, name)) continue;
    const details = evaluator.detailsOf(symbol);
    if (details.value === wanted || details.selectors.length > 0) continue;
    const common = { symbol: name, wanted: show(wanted), value: show(details.value) };
    const range = details.isVisible ? evaluator.rangeOf(symbol) : undefined;
    if (range !== undefined) {
      const text = `${range.low} to ${range.high}`;
      found.push({ ...common, range: text, why: `${text} is its range as other options are now` });
      continue;
    }
    const conditions = [symbol.dependsOn, symbol.visibleIf].filter((condition) => condition !== undefined);
    const member = symbol.members.find((one) => one.name === wanted);
    if (details.isVisible && member?.dependsOn !== undefined) conditions.push(member.dependsOn);
    const values = [...new Set(conditions.flatMap(({ reads }) => reads))]
      .map((read) => `${read} = ${show(evaluator.valueOf(read))}`)
      .join(', ');
    const why =
      symbol.option.prompt === undefined
        ? 'it has no prompt, so its library alone decides it'
        : `it depends on "${conditions.map(({ text }) => text).join('" and "')}", where ${values}`;
    found.push({ ...common, why });
  }
  return found;
}

function show(value: OptionValue | undefined): string {
  if (value === undefined) return 'n (not installed)';
  if (typeof value === 'boolean') return value ? 'y' : 'n';
  return JSON.stringify(value);
}
