import { bootTest } from '@unicore/testkit/vitest';
import { beforeAll, expect } from 'vitest';

import { imageOf, onEachPlatform, onPlatform } from './example.ts';
import { expectSuite } from './expect-suite.ts';

onEachPlatform('OpenSSL', (platform) => {
  // OpenSSL is some 900 sources.
  beforeAll(async () => void (await imageOf('openssl', platform)), 900_000);

  bootTest(
    'shakes hands, resumes and refuses, by the instructions that the processor has',
    async ({ bootVm }) => {
      const vm = await bootVm(await imageOf('openssl', platform));

      const { status } = await vm.exit();

      // Of what CPUID says: AES-NI and PCLMULQDQ, which guests of the test bed's Xen do not have; AVX only where the system keeps
      // its registers, which is on linuxu.
      const [, low = '0'] = /OPENSSL_ia32cap=0x([0-9a-f]+):/.exec(vm.console) ?? [];
      const features = BigInt(`0x${low}`) >> 32n;
      if (platform !== 'xen') expect(features & 0x2000002n, vm.console).toBe(0x2000002n);
      if (platform !== 'linuxu') expect(features & 0x18000000n).toBe(0n);
      expectSuite(vm.console, 'openssl', 7);
      expect(status, vm.console).toBe(0);
    },
  );
});

onPlatform('kvm', 'OpenSSL on kvm where nothing gives random numbers', () => {
  bootTest('makes neither keys nor connections', async ({ bootVm }) => {
    const image = await imageOf('openssl', 'kvm');
    const ask = async (monitorArgs: readonly string[]): Promise<string> => {
      const vm = await bootVm(image, { args: ['random'], monitorArgs });
      await vm.exit();
      return vm.console;
    };

    expect(await ask(['-cpu', 'max,-rdrand,-rdseed'])).toMatch(/random: (0|-1), key: none, context: none/);
    expect(await ask([])).toContain('random: 1, key: made, context: made');
  });
});
