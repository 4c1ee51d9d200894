import type { Library } from '@unicore/descriptor';

/** The order in which the parts of library.json stand; within a part the author's order stays. */
const order: readonly (keyof Library)[] = [
  'schema',
  'name',
  'pool',
  'side',
  'summary',
  'platforms',
  'archs',
  'contracts',
  'provides',
  'requires',
  'defaults',
  'options',
  'menus',
  'comments',
  'sources',
  'includes',
  'cflags',
  'preemptible',
  'exports',
  'linkerSets',
  'stubs',
  'wraps',
  'link',
  'tests',
  'upstream',
];

/** Renders library.json: the same descriptor gives the same bytes. Pure. */
export function formatLibrary(library: Library): string {
  const known = order.filter((key) => library[key] !== undefined).map((key) => [key, library[key]] as const);
  const others = Object.entries(library).filter(([key]) => !order.includes(key as keyof Library));
  return `${JSON.stringify(Object.fromEntries([...known, ...others]), null, 2)}\n`;
}
