import { join } from 'node:path';

import { folderOf } from './images.mjs';

export const guestAddress = '10.77.0.2';
export const page = join(folderOf('webserver'), 'www/index.html');

/** What the Linux guest serves, and where. */
export const peer = { page, address: `${guestAddress}/24` };
