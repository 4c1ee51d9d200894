import type { Library } from '@unicore/descriptor';

/** A condition, and where it stands. */
export interface PlacedCondition {
  /** As `options.ipv6.dependsOn`. */
  readonly path: string;
  readonly text: string;
}

/** Lists every condition of a library or an application. Pure. */
export function conditionsOf({
  options,
  menus,
  comments,
  requires,
  sources,
  includes,
}: Pick<
  Library,
  'options' | 'menus' | 'comments' | 'requires' | 'sources' | 'includes'
>): readonly PlacedCondition[] {
  const placed: PlacedCondition[] = [];
  const add = (path: string, text: string | undefined): void => {
    if (text !== undefined) placed.push({ path, text });
  };
  for (const [name, option] of Object.entries(options ?? {})) {
    const at = `options.${name}`;
    add(`${at}.dependsOn`, option.dependsOn);
    add(`${at}.visibleIf`, option.visibleIf);
    if (Array.isArray(option.default)) {
      const defaults: readonly { readonly when?: string }[] = option.default;
      for (const [index, { when }] of defaults.entries()) add(`${at}.default[${index}].when`, when);
    }
    if ((option.type === 'int' || option.type === 'hex') && option.range !== undefined) {
      for (const [index, one] of option.range.entries())
        if (typeof one === 'object') add(`${at}.range[${index}].when`, one.when);
    }
    if (option.type === 'choice') {
      for (const [member, { dependsOn }] of Object.entries(option.members))
        add(`${at}.members.${member}.dependsOn`, dependsOn);
    }
    if (option.type !== 'bool' && option.type !== 'tristate') continue;
    for (const field of ['select', 'imply'] as const) {
      for (const [index, { when }] of (option[field] ?? []).entries())
        add(`${at}.${field}[${index}].when`, when);
    }
  }
  for (const [name, menu] of Object.entries(menus ?? {})) {
    add(`menus.${name}.dependsOn`, menu.dependsOn);
    add(`menus.${name}.visibleIf`, menu.visibleIf);
  }
  for (const [index, { dependsOn }] of (comments ?? []).entries())
    add(`comments[${index}].dependsOn`, dependsOn);
  for (const [contract, requirement] of Object.entries(requires ?? {})) {
    if (typeof requirement === 'object') add(`requires.${contract}.when`, requirement.when);
  }
  for (const [index, { when }] of sources.entries()) add(`sources[${index}].when`, when);
  for (const side of ['public', 'private'] as const) {
    for (const [index, entry] of (includes?.[side] ?? []).entries())
      if (typeof entry === 'object') add(`includes.${side}[${index}].when`, entry.when);
  }
  return placed;
}
