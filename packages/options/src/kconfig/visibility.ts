import { greater, holds, holdsFor, lesser, type Moment } from './moment.ts';
import type { Slot } from './slots.ts';
import type { ModelChoice, ModelSymbol, Tristate } from './symbol-model.ts';

/** m counts as y in what is no tristate. */
export function rounded(
  { read }: Moment,
  { type, modules }: Pick<ModelSymbol, 'type' | 'modules'>,
  tri: Tristate,
): Tristate {
  if (tri !== 1) return tri;
  return type === 'tristate' && modules !== undefined && read(modules).tri > 0 ? 1 : 2;
}

/** How far a user may go, by the prompts. */
export function visibilityOf(
  moment: Moment,
  of: (ModelSymbol & { choice?: ModelChoice }) | (ModelChoice & { choice?: undefined }),
  slot: Slot = moment.slotOf(of),
): Tristate {
  if (slot.visibility !== undefined) return slot.visibility;
  let tri: Tristate = 0;
  for (const { when } of of.prompts) {
    const one = holdsFor(moment, slot, when);
    // A tristate member that may be m only is not there while the choice is y.
    const isOut =
      one === 1 && of.type === 'tristate' && of.choice !== undefined && modeOf(moment, of.choice) === 2;
    if (!isOut) tri = greater(tri, one);
  }
  tri = rounded(moment, of, tri);
  slot.visibility = tri;
  return tri;
}

/** How much of a choice there is. */
export function modeOf(moment: Moment, choice: ModelChoice): Tristate {
  const slot = moment.slotOf(choice);
  if (slot.mode !== undefined) return slot.mode;
  const tri = moment.guarded(choice.name, () => {
    const visible = visibilityOf(moment, choice, slot);
    let mode = lesser(moment.facts.choices.get(choice.name)?.tri ?? 0, visible);
    if (!choice.isOptional) {
      for (const when of choice.atLeast) mode = greater(mode, lesser(holds(moment, when), 1));
    }
    return rounded(moment, choice, mode);
  });
  if (tri === undefined) return 0;
  slot.mode = tri;
  return tri;
}
