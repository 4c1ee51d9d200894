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
