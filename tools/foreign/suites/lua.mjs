import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { portFolder } from '../programs.mjs';

/** Stands in the table for the reason alone. */
export const lua = {
  name: 'lua',
  what: 'Lua 5.4.4',
  targets: [],
  skips: [
    [
      "Lua's own tests",
      "upstream's archive and Debian's source package hold none: they are an archive of their own, which Debian does not have, and this project takes its sources from Debian",
    ],
  ],
  long: true,

  prepare() {
    const files = readdirSync(join(portFolder('lua'), 'vendor'), { recursive: true });
    const tests = files.find((file) => /test/i.test(file));
    if (tests !== undefined)
      throw new Error(`Lua's sources hold tests by now, ${tests}: they are to run here`);
  },
};
