import type { Origin } from '@unicore/options';

/** Says where the value of an option comes from. Pure. */
export function originText(origin: Origin): string {
  switch (origin.kind) {
    case 'user':
      return origin.at === undefined ? 'set in the config of the application' : `set by ${origin.at}`;
    case 'default':
      return origin.when === undefined ? 'its default' : `its default where ${origin.when}`;
    case 'select':
    case 'imply':
      return `${origin.kind === 'select' ? 'selected' : 'implied'} by ${origin.by.join(', ')}`;
    case 'unavailable':
      return 'what it depends on does not hold';
  }
}
