import { expect, it, vi } from 'vitest';
import { examineNamespaces, examineTap } from './examine-machine.ts';

it('does not call namespaces off where only the program that tries them is missing', async () => {
  vi.stubEnv('PATH', '/nowhere');
  const examination = await examineNamespaces({ name: 'Fedora', family: 'fedora' });
  vi.unstubAllEnvs();

  expect(examination).toMatchObject({
    detail: expect.stringContaining('unshare is not installed'),
    mend: expect.stringMatching(/^(?:sudo )?dnf install util-linux$/),
  });
});

it('tells a tap device that is not there from one that is', () => {
  expect(examineTap('/nowhere')).toMatchObject({ state: 'limited', mend: 'sudo modprobe tun' });
  expect(examineTap('/dev/null')).toMatchObject({ state: 'ok' });
});
