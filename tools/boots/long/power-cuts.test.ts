import { powerCuts } from '../test/power-cuts.ts';

/** On linuxu an image starts in milliseconds; what it makes of a disk is the same code anywhere. */
powerCuts((platform) => (platform === 'linuxu' ? 1_000 : 25));
