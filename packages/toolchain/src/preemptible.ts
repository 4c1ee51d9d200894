/** The name that a library refers to which wants to know where code lies that may be interrupted. */
const START = 'uc_preemptible_start';

/**
 * Writes `uc_preemptible.ld`, which platform scripts INCLUDE in `.text`: the code of the application and of libraries that
 * may be interrupted, where anybody asks for its place; else it lies where it always does. Pure.
 */
export function preemptibleScript(
  linked: readonly { readonly name: string; readonly wants: readonly string[] }[],
  planned: readonly { readonly name: string; readonly preemptible?: true }[],
): string {
  if (!linked.some(({ wants }) => wants.includes(START))) return '';
  const system = new Set(planned.filter(({ preemptible }) => !preemptible).map(({ name }) => name));
  return linked
    .filter(({ name }) => !system.has(name))
    .map(({ name }) => `${name}.o(.text .text.*)\n`)
    .join('');
}
