import { afterAll, beforeAll, expect, test } from 'vitest';

import { describeUnless, onEachPlatform } from './example.ts';
import { run } from './run.ts';
import {
  makeTestNetwork,
  noTestNetwork,
  router,
  type Server,
  tap,
  type TestNetwork,
} from './test-network.ts';

const reason = noTestNetwork();

/** A second server that knows other names than the first. */
const second = '10.9.0.2';
/** Nobody has it. */
const silent = '10.9.0.66';
const long = Array.from({ length: 4 }, (_, index) => String(index).repeat(60)).join('.');
const many = Array.from({ length: 60 }, (_, index) => `10.9.1.${index + 1}`);

onEachPlatform('the resolver', (platform) => {
  describeUnless(reason, 'in a network of its own', () => {
    let network: TestNetwork;
    let server: Server;

    beforeAll(async () => {
      network = await makeTestNetwork();
      network.run(['ip', 'address', 'add', `${second}/24`, 'dev', 'br0']);
      server = await network.serve([
        ...[`--listen-address=${router.ipv4}`, `--listen-address=${router.ipv6}`, '--local=/#/'],
        '--host-record=both.test,10.9.0.80,fd00:9::80',
        '--host-record=four.test,10.9.0.4',
        '--host-record=six.test,fd00:9::6',
        ...['--cname=alias.test,both.test', '--cname=twice.test,alias.test'],
        `--host-record=${long},10.9.0.5`,
        ...many.map((address) => `--host-record=many.test,${address}`),
      ]);
      await network.serve([
        `--listen-address=${second}`,
        '--host-record=elsewhere.test,10.9.0.7',
        '--local=/test/',
      ]);
    });
    afterAll(() => network?.close());

    /** What the guest prints of each name, with these name servers. */
    const resolve = async (
      servers: readonly string[],
      names: readonly string[],
    ): Promise<readonly string[]> => {
      const fixed = [
        'net.addr=10.9.0.50/24',
        'net.addr=fd00:9::50/64',
        ...servers.map((each) => `net.dns=${each}`),
      ];
      const options = ['--net', tap, '--timeout', '100', ...fixed.flatMap((each) => ['--param', each])];
      const { status, stdout, stderr } = await run(
        'netcheck',
        platform,
        ['resolve', ...names],
        options,
        network.enter,
      ).exit();
      expect(status, stdout + stderr).toBe(0);
      return stdout.split('\n').filter((line) => line.includes(': ') && !line.startsWith('net0:'));
    };

    test('finds both kinds of addresses, by an alias too, and says that a name is not there', async () => {
      const names = ['both.test', 'both.test/4', 'both.test/6', 'four.test', 'six.test', 'twice.test', long];

      expect(await resolve([router.ipv4], [...names, 'four.test/6', 'nobody.test'])).toEqual([
        'both.test: 10.9.0.80 fd00:9::80',
        'both.test/4: 10.9.0.80',
        'both.test/6: fd00:9::80',
        'four.test: 10.9.0.4',
        'six.test: fd00:9::6',
        'twice.test: 10.9.0.80 fd00:9::80',
        `${long}: 10.9.0.5`,
        'four.test/6: Name or service not known',
        'nobody.test: Name or service not known',
      ]);
      expect(server.log).toContain('query[A] twice.test from 10.9.0.50');
    });

    test('asks over IPv6', async () => {
      expect(await resolve([router.ipv6], ['both.test'])).toEqual(['both.test: 10.9.0.80 fd00:9::80']);
      expect(server.log).toContain('query[A] both.test from fd00:9::50');
    });

    test('takes an address out of an answer that was cut short', async () => {
      const [line] = await resolve([router.ipv4], ['many.test/4']);

      expect(line).toMatch(/^many\.test\/4: 10\.9\.1\.\d+$/);
    });

    test('asks the next server where one is silent or refuses', async () => {
      expect(await resolve([silent, router.ipv4], ['four.test/4'])).toEqual(['four.test/4: 10.9.0.4']);
      expect(await resolve([router.ipv4, second], ['elsewhere.test/4'])).toEqual([
        'elsewhere.test/4: 10.9.0.7',
      ]);
    });

    test('is asked by musl as well, without a file', async (context) => {
      context.skip(
        !['linuxu', 'kvm'].includes(platform),
        'the resolver of musl is asked on linuxu and kvm, which stand for all',
      );
      const options = ['net.addr=10.9.0.50/24', `net.dns=${router.ipv4}`].flatMap((each) => [
        '--param',
        each,
      ]);
      const { status, stdout, stderr } = await run(
        'interfaces',
        platform,
        ['four.test', 'nobody.test'],
        ['--net', tap, '--timeout', '100', ...options],
        network.enter,
      ).exit();

      expect(status, stdout + stderr).toBe(0);
      expect(stdout).toContain('four.test: 10.9.0.4\nnobody.test: Name does not resolve\n');
    });

    test('gives up in the end where nobody answers', async () => {
      expect(await resolve([silent], ['four.test/4'])).toEqual([
        'four.test/4: Temporary failure in name resolution',
      ]);
    });
  });
});
