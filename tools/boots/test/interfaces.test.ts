import { bootTest } from '@unicore/testkit/vitest';
import { expect } from 'vitest';

import { imageOf, onPlatform } from './example.ts';

for (const platform of ['linuxu', 'kvm']) {
  onPlatform(platform, `interfaces of the network on ${platform}`, () => {
    bootTest(
      'are told by musl, which asks nobody for names where there is nobody; statx is there',
      async ({ bootVm }) => {
        const vm = await bootVm(await imageOf('interfaces', platform), {
          network: 'user',
          parameters: ['net.addr=10.0.2.15/24'],
        });

        const { status } = await vm.exit();

        const lines = vm.console.split(/\r?\n/).filter((line) => !line.startsWith('net0:'));
        expect(lines.join('\n')).toBe(
          [
            'net0 10.0.2.15 255.255.255.0 broadcast',
            '1 is net0',
            'net0 is 1, 1 is net0',
            'none is 0',
            'SIOCGIFADDR 10.0.2.15',
            'SIOCGIFMTU 1500',
            '/ is a directory',
            'four.test: Try again',
            '',
          ].join('\n'),
        );
        expect(status).toBe(0);
      },
    );
  });
}
