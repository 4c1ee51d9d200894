import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { overlap, routedNetworks, type Subnet } from './subnet.ts';

export interface ClaimedSubnet {
  readonly subnet: Subnet;
  readonly release: () => void;
}

/**
 * Takes the first of `subnets` that no route of this host leads to and that no other runner has just taken; undefined where
 * there is none. The claim is an abstract socket: it is of this network namespace, and gone with this process.
 */
export async function claimSubnet(subnets: readonly Subnet[]): Promise<ClaimedSubnet | undefined> {
  for (const subnet of subnets) {
    const release = await listenOn(`\0unicore-net/${subnet.cidr}`);
    if (!release) continue;
    const routed = routedNetworks(readFileSync('/proc/net/fib_trie', 'utf8'));
    if (!routed.some((network) => overlap(network, subnet.cidr))) return { subnet, release };
    release();
  }
  return undefined;
}

function listenOn(path: string): Promise<(() => void) | undefined> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(undefined));
    server.listen({ path }, () => {
      server.unref();
      resolve(() => server.close());
    });
  });
}
