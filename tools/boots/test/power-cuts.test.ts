import { powerCuts } from './power-cuts.ts';

/** A part of `npm run test:power`; elsewhere starting an image takes long. */
powerCuts((platform) => (platform === 'linuxu' ? 25 : 1));
