import type { ChoiceValue } from './evaluation-types.ts';
import { holds, type Moment } from './moment.ts';
import type { ModelChoice, Tristate } from './symbol-model.ts';
import { modeOf, visibilityOf } from './visibility.ts';

/** A choice's value, remembered. */
export function choiceValueOf(moment: Moment, choice: ModelChoice): ChoiceValue {
  const slot = moment.slotOf(choice);
  if (slot.choiceValue !== undefined) return slot.choiceValue;
  const tri = modeOf(moment, choice);
  const value = moment.guarded(choice.name, (): ChoiceValue => {
    const visible = visibilityOf(moment, choice, slot);
    if (tri < 2) return { visible, tri, selection: undefined, origin: { kind: 'default' } };
    const selected = selectionOf(moment, choice, visible);
    return { visible, tri: selected.selection === undefined ? 0 : tri, ...selected };
  });
  if (value === undefined) return { visible: 0, tri: 0, selection: undefined, origin: { kind: 'default' } };
  slot.choiceValue = value;
  return value;
}

type Selection = Pick<ChoiceValue, 'selection' | 'origin'>;

function isThere(moment: Moment, choice: ModelChoice, name: string): boolean {
  const member = choice.members.find((one) => one.name === name);
  return member !== undefined && visibilityOf(moment, member) > 0;
}

function selectionOf(moment: Moment, choice: ModelChoice, visible: Tristate): Selection {
  const pick = moment.facts.choices.get(choice.name)?.pick;
  if (pick === undefined || visible === 0 || !isThere(moment, choice, pick))
    return selectionWithoutUser(moment, choice);
  return { selection: pick, origin: { kind: 'user' } };
}

/** The member that is y where no user has chosen one that can be. */
export function selectionWithoutUser(moment: Moment, choice: ModelChoice): Selection {
  const index = choice.defaults.findIndex(
    ({ member, when }) => holds(moment, when) > 0 && isThere(moment, choice, member),
  );
  const chosen = choice.defaults[index];
  if (chosen !== undefined) return { selection: chosen.member, origin: { kind: 'default', index } };
  const first = choice.members.find((member) => visibilityOf(moment, member) > 0);
  return { selection: first?.name, origin: { kind: 'default' } };
}
