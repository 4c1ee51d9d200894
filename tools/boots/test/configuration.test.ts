import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

import { afterEach, expect, test } from 'vitest';

import { describeUnless, imageOf, onEachPlatform } from './example.ts';
import { type Run, run } from './run.ts';
import { makeTestNetwork, noTestNetwork, router, tap, type TestNetwork } from './test-network.ts';

const reason = noTestNetwork();

/** The address that stands at the end of the range alone, so that who has it has it from this server. */
const range = (address: string, ...more: readonly string[]): readonly string[] => [
  '--interface=br0',
  '--dhcp-authoritative',
  '--no-ping',
  `--dhcp-range=${address},${address},255.255.255.0,2m`,
  ...more,
];
/** Lets a link-local address of the guest be read out of what it prints. */
const linkLocal = /fe80:[0-9a-f:]+(?=[^0-9a-f:])/;
/** Renewals come at half of the shortest lease that there is: after a minute. */
const renewalMs = 180_000;

onEachPlatform("a guest's addresses", (platform) => {
  describeUnless(reason, 'in a network of its own', () => {
    const ends: (() => Promise<unknown>)[] = [];
    afterEach(async () => {
      for (const end of ends.splice(0).toReversed()) await end();
    });

    const makeNetwork = async (): Promise<TestNetwork> => {
      await imageOf('netcheck', platform);
      const network = await makeTestNetwork();
      ends.push(() => network.close());
      return network;
    };
    const startGuest = (network: TestNetwork, parameters: readonly string[] = [], timeoutS = 100): Run => {
      const options = [
        '--net',
        tap,
        '--timeout',
        String(timeoutS),
        ...parameters.flatMap((each) => ['--param', each]),
      ];
      const guest = run('netcheck', platform, ['serve'], options, network.enter);
      ends.push(() => {
        guest.process.kill('SIGTERM');
        return guest.exit();
      });
      return guest;
    };

    test('come from a DHCP server with router and name server', async () => {
      const network = await makeNetwork();
      const server = await network.serve([
        ...range('10.9.0.100'),
        '--host-record=four.test,10.9.0.4',
        '--local=/test/',
      ]);
      const resolver = run('netcheck', platform, ['resolve', 'four.test/4'], ['--net', tap], network.enter);

      const { status, stdout, stderr } = await resolver.exit();

      expect(status, stdout + stderr).toBe(0);
      expect(stdout).toContain('net0: 10.9.0.100/24\n');
      expect(stdout).toContain('four.test/4: 10.9.0.4\n');
      await startGuest(network).printed(`addresses: 10.9.0.100/24 via ${router.ipv4}`);
      expect(server.log).toMatch(/sent size: +4 option: +3 router +10\.9\.0\.1/);
    });

    test('are asked for until a server answers, and the silence is told', async () => {
      const network = await makeNetwork();
      const guest = startGuest(network);
      await guest.printed(
        'net0: no DHCP server answers, asking on; net.addr=ADDRESS/PREFIX gives a fixed address',
      );

      await network.serve(range('10.9.0.101'));

      await guest.printed('net0: 10.9.0.101/24');
    });

    test('are those of the command line where it gives one: DHCP is not asked', async () => {
      const network = await makeNetwork();
      const server = await network.serve(range('10.9.0.102'));
      const guest = startGuest(network, ['net.addr=10.9.0.50/24', `net.gw=${router.ipv4}`]);
      await guest.printed(`addresses: 10.9.0.50/24 via ${router.ipv4}`);

      expect(network.run(['curl', '-sS', 'http://10.9.0.50/'])).toBe('netcheck');

      expect(server.log).not.toContain('DHCPDISCOVER');
    });

    test('are renewed, and given up where the server says so', { timeout: renewalMs }, async () => {
      const [renewing, refusing] = [await makeNetwork(), await makeNetwork()];
      const faithful = await renewing.serve(range('10.9.0.103'));
      const first = await refusing.serve(range('10.9.0.104'));
      const [keeps, moves] = [renewing, refusing].map((network) => startGuest(network, [], renewalMs / 1000));
      await keeps?.printed('net0: 10.9.0.103/24');
      await moves?.printed('net0: 10.9.0.104/24');
      await first.stop();
      const other = await refusing.serve(range('10.9.0.105'));

      await moves?.printed('net0: 10.9.0.105/24');
      await faithful.logged(/DHCPACK/, 2);

      expect(other.log).toContain('DHCPNAK');
      expect(refusing.run(['curl', '-sS', 'http://10.9.0.105/'])).toBe('netcheck');
      expect(renewing.run(['curl', '-sS', 'http://10.9.0.103/'])).toBe('netcheck');
    });

    test('of IPv6 come from a router, and serve TCP and UDP', async () => {
      const network = await makeNetwork();
      const server = await network.serve([
        ...['--interface=br0', '--enable-ra', '--ra-param=br0,10,600'],
        '--dhcp-range=fd00:9::,ra-only,64,1h',
      ]);
      const guest = startGuest(network, ['net.dhcp=0']);
      await guest.printed('fd00:9::');
      await server.logged(/RTR-ADVERT/);
      const own = await printedAddress(guest, /fd00:9:[0-9a-f:]+(?=[^0-9a-f:])/);
      const local = await printedAddress(guest, linkLocal);

      for (const address of [own, `${local}%25br0`]) {
        expect(network.run(['curl', '-sS', '-g', `http://[${address}]/`])).toBe('netcheck');
      }
      for (const protocol of ['tcp', 'udp'] as const)
        expect(await echo(network, protocol, own, 'six feet under')).toBe('six feet under');
    });

    test('of IPv6 may stand on the command line', async () => {
      const network = await makeNetwork();
      const guest = startGuest(network, ['net.addr=fd00:9::50/64', 'net.dhcp=0']);
      await guest.printed('fd00:9::50');

      expect(network.run(['curl', '-sS', '-g', 'http://[fd00:9::50]/'])).toBe('netcheck');
      for (const protocol of ['tcp', 'udp'] as const)
        expect(await echo(network, protocol, 'fd00:9::50', 'static')).toBe('static');
    });
  });
});

/** Waits for it whole: the console comes in pieces. */
async function printedAddress(guest: Run, pattern: RegExp): Promise<string> {
  for (let tries = 0; tries < 600; tries++) {
    const found = pattern.exec(guest.soFar())?.[0];
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`the guest has not printed ${String(pattern)}:\n${guest.soFar()}`);
}

/** Sends `word` to port 7 of the guest from inside the namespace, and returns what comes back. */
async function echo(
  network: TestNetwork,
  protocol: 'tcp' | 'udp',
  address: string,
  word: string,
): Promise<string> {
  const tcp = `const s = require('net').connect(7, a, () => s.write(w)); s.on('data', (d) => { got(d); s.end(); });`;
  // Datagrams may be lost, as the first one is while its address is not known.
  const udp = `const s = require('dgram').createSocket('udp6'); const t = setInterval(() => s.send(w, 7, a), 200);
    s.on('message', (d) => { clearInterval(t); got(d); s.close(); });`;
  const script = `const [a, w] = process.argv.slice(1); const got = (d) => process.stdout.write(d);
    ${protocol === 'tcp' ? tcp : udp}`;
  const [program = '', ...prefix] = network.enter;
  const command = [...prefix, 'timeout', '60', process.execPath, '-e', script, address, word];
  return text(spawn(program, command, { stdio: ['ignore', 'pipe', 'inherit'] }).stdout);
}
