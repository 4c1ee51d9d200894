import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { run } from '../test/run.ts';
import { useXenHost } from './xen-host.ts';

const { bed, dom0 } = useXenHost();
let folder: string;
let host: readonly string[];

/** A host with `xl` on PATH, as dom0 of a machine has it. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'uc-host-'));
  const program = fileURLToPath(new URL('host-xl.mjs', import.meta.url));
  writeFileSync(join(folder, 'xl'), `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`);
  chmodSync(join(folder, 'xl'), 0o755);
  host = ['env', `PATH=${folder}:${process.env['PATH']}`, `HOST_XL_BED=${bed().folder}`, 'UNICORE_XEN_BED='];
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(['pvh', 'pv'])('unicore-link run on a Xen host, type %s', (type) => {
  const start = (args: readonly string[]) =>
    run('system', 'xen', args, [], [...host, `UNICORE_XEN_TYPE=${type}`]);

  it('starts the image by the xl that is there, with its console and its status', async () => {
    for (const status of [0, 42]) {
      const { stdout, stderr, ...end } = await start(['return', String(status)]).exit();
      expect(end.status, stdout + stderr).toBe(status);
      expect(stderr).not.toContain('test bed');
    }
    expect((await start(['arguments', 'two words']).exit()).stdout).toContain('<two words>');
  });

  it('destroys the domain where it is told to end', async () => {
    const command = start(['wait']);
    await command.printed('ready');
    expect(await dom0('xl list')).toContain('system');

    command.process.kill('SIGTERM');

    expect((await command.exit()).status).toBe(143);
    expect((await dom0('xl list')).trim().split('\n')).toHaveLength(2);
  });
});
