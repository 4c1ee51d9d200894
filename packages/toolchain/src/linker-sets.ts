/**
 * Writes `uc_sets.ld`, which platform scripts INCLUDE: each linker set kept whole, sorted by key, between its two ends.
 * Pure.
 */
export function linkerSetsScript(sets: readonly string[]): string {
  return sets
    .map(
      (set) =>
        `. = ALIGN(16);\n` +
        `PROVIDE_HIDDEN(__uc_set_${set}_start = .);\n` +
        `KEEP(*(SORT_BY_NAME(.uc_set.${set}.*)))\n` +
        `PROVIDE_HIDDEN(__uc_set_${set}_end = .);\n`,
    )
    .join('');
}

/**
 * Writes, to follow {@link linkerSetsScript} in an image, what the compiler makes of constructors and destructors: those with a
 * priority first, the lowest before, then in link order, so that libraries come before the application. Both ends have our own
 * names and those that a libc of others knows. Pure.
 *
 * Spec: System V ABI, chapter 5, "Initialization and Termination Functions".
 */
export function constructorsScript(): string {
  return (
    [
      ['constructors', 'init'],
      ['destructors', 'fini'],
    ] as const
  )
    .map(
      ([name, array]) =>
        `. = ALIGN(8);\n` +
        `PROVIDE_HIDDEN(uc_${name}_start = .);\nPROVIDE_HIDDEN(__${array}_array_start = .);\n` +
        `KEEP(*(SORT_BY_INIT_PRIORITY(.${array}_array.*)))\nKEEP(*(.${array}_array))\n` +
        `PROVIDE_HIDDEN(uc_${name}_end = .);\nPROVIDE_HIDDEN(__${array}_array_end = .);\n`,
    )
    .join('');
}
