import { expect, it, vi } from 'vitest';
import { examineNamespaces } from './examine-machine.ts';

it('does not call namespaces off where only the program that tries them is missing', async () => {
  vi.stubEnv('PATH', '/nowhere');
  const examination = await examineNamespaces();
  vi.unstubAllEnvs();

  expect(examination).toMatchObject({
    detail: expect.stringContaining('unshare is not installed'),
    mend: 'sudo apt-get install util-linux',
  });
});
