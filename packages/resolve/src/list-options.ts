import type { Option } from '@unicore/descriptor';
import type { OptionValue, Origin, Target } from '@unicore/options';
import { indexLibraries } from './library-index.ts';
import type { PlanInput } from './make-plan.ts';
import { oneVersionOfEach } from './one-version.ts';
import { ownValue } from './own-value.ts';
import { solveTarget } from './solve-target.ts';

/** An option of an image, with what decides it. */
export interface ListedOption {
  /** `lwip.ipv6`; `app.verbose` for one of the application. */
  readonly name: string;
  /** Name of the library, or `app`. */
  readonly library: string;
  readonly value: OptionValue;
  readonly origin: Origin;
  /** As its author wrote it. */
  readonly option: Option;
}

/** The options of one target's image, sorted by name. */
export interface ListedOptions {
  readonly target: Target;
  readonly options: readonly ListedOption[];
}

/**
 * Lists for each target the options of the libraries in its image and of the application. Pure.
 *
 * It also answers where no plan can be made.
 *
 * @throws {UnicoreError} what `oneVersionOfEach` and `solve` throw
 */
export function listOptions(input: PlanInput): readonly ListedOptions[] {
  const { tree, config } = input;
  const index = indexLibraries(oneVersionOfEach(tree));
  return input.targets.map((target) => {
    const { origins, values } = solveTarget(input, index, target);
    const options = Object.entries(origins).flatMap(([name, origin]): readonly ListedOption[] => {
      const [library = '', key = ''] = name.split('.');
      const declared = library === 'app' ? config.ownOptions : index.byName.get(library)?.library.options;
      const option = ownValue(declared ?? {}, key);
      return option ? [{ name, library, value: values[name] ?? '', origin, option }] : [];
    });
    return { target, options };
  });
}
