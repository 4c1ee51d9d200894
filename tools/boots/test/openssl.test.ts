import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';

import { bootTest } from '@unicore/testkit/vitest';
import { beforeAll, expect } from 'vitest';

import { copyOf } from './copy-of.ts';
import { imageIn, imageOf, onEachPlatform, onPlatform } from './example.ts';
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

// On linuxu the environment, which has settings of its own for this, is the host's.
onPlatform('kvm', 'OpenSSL with files', () => {
  bootTest(
    'trusts what is in /etc/ssl, and does as openssl.cnf says there',
    { timeout: 900_000 },
    async ({ bootVm }) => {
      const folder = copyOf('openssl-files', 'trusting');
      const ssl = join(folder, 'root/etc/ssl');
      mkdirSync(join(ssl, 'certs'));
      for (const name of ['cert', 'hashed', 'stranger']) {
        const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
        const files = ['-keyout', '/dev/null', '-out', join(ssl, `${name}.pem`)];
        execFileSync('openssl', ['req', '-x509', ...kind, '-subj', `/CN=${name}`, ...files], {
          stdio: 'pipe',
        });
      }
      // As c_rehash names it.
      const hashed = join(ssl, 'hashed.pem');
      const hash = execFileSync('openssl', ['x509', '-in', hashed, '-noout', '-hash'], { encoding: 'utf8' });
      const link = `certs/${hash.trim()}.0`;
      renameSync(hashed, join(ssl, link));
      const args = ['cert.pem', link, 'stranger.pem', 'absent.pem'].map((name) => `/etc/ssl/${name}`);

      const vm = await bootVm(await imageIn(folder, 'kvm'), { args, memoryMib: 16 });

      expect((await vm.exit()).status, vm.console).toBe(0);
      const lines = vm.console.split(/\r?\n/);
      expect(lines.filter((line) => line.startsWith('offers: '))).toEqual([
        'offers: TLS_CHACHA20_POLY1305_SHA256',
      ]);
      expect(lines.filter((line) => line.startsWith('/etc/ssl/'))).toEqual([
        '/etc/ssl/cert.pem: ok',
        `/etc/ssl/${link}: ok`,
        '/etc/ssl/stranger.pem: self-signed certificate',
        '/etc/ssl/absent.pem: cannot be read',
      ]);
    },
  );
});
