import { evaluate, type Read } from './evaluate.ts';
import type { Facts } from './evaluation-types.ts';
import type { Slot } from './slots.ts';
import type { ModelChoice, ModelSymbol, Tristate, When } from './symbol-model.ts';

/** What rules for values stand on: the facts, what is known, and the way to know more. */
export interface Moment {
  readonly facts: Facts;
  readonly read: Read;
  slotOf(of: ModelSymbol | ModelChoice): Slot;
  /** Runs a computation unless it is under way already, which is a loop. */
  guarded<Value>(name: string, compute: () => Value): Value | undefined;
}

export function holds({ read }: Moment, condition: When): Tristate {
  return evaluate(condition, read);
}

/** What a symbol depends on stands first in most of its conditions, and is evaluated once for all of them. */
export function holdsFor(moment: Moment, slot: Slot, condition: When): Tristate {
  const dependsOn = slot.symbol?.dependsOn;
  if (condition === undefined || dependsOn === undefined) return evaluate(condition, moment.read);
  if (condition === dependsOn) return dependencyOf(moment, slot);
  if (condition.kind !== 'and' || condition.operands[0] !== dependsOn)
    return evaluate(condition, moment.read);
  let least = dependencyOf(moment, slot);
  for (let index = 1; least > 0 && index < condition.operands.length; index++)
    least = lesser(least, evaluate(condition.operands[index], moment.read));
  return least;
}

export function dependencyOf(moment: Moment, slot: Slot): Tristate {
  return (slot.dependency ??= holds(moment, slot.symbol?.dependsOn));
}

export function greater(left: Tristate, right: Tristate): Tristate {
  return left > right ? left : right;
}

export function lesser(left: Tristate, right: Tristate): Tristate {
  return left < right ? left : right;
}
