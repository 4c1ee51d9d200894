/** The IPv4 network between this host and a guest. */
export interface Subnet {
  /** This host's end. */
  readonly host: string;
  readonly guest: string;
  readonly prefix: number;
  /** Its first address, before the prefix: `10.0.2.0/24`. */
  readonly cidr: string;
  /** Whether the guest was told its address, so that no other network serves. */
  readonly fixed: boolean;
}

/** QEMU and slirp4netns, one library, have this network, and give the first guest that asks by DHCP this address. */
const usual = { address: '10.0.2.15', prefix: 24 };

/**
 * The network that the guest's parameters name, `net.addr=10.0.2.20/24 net.gw=10.0.2.1`, where the last ones win; the usual
 * one without. This host is the gateway, else address 2 of the network. Pure.
 */
export function subnetOf(parameters: readonly string[]): Subnet {
  const told = lastMatch(parameters, /^net\.addr=(\d+(?:\.\d+){3})(?:\/(\d+))?$/);
  const gateway = lastMatch(parameters, /^net\.gw=(\d+(?:\.\d+){3})$/)?.[1];
  const guest = told?.[1] ?? usual.address;
  const prefix = Number(told?.[2] ?? usual.prefix);
  const mask = maskOf(prefix);
  const first = (number(guest) & mask) >>> 0;
  const free = [gateway, dotted(first + 2), dotted(first + 1)].find(
    (address) => address !== undefined && address !== guest && (number(address) & mask) >>> 0 === first,
  );
  return {
    host: free ?? dotted(first),
    guest,
    prefix,
    cidr: `${dotted(first)}/${prefix}`,
    fixed: told !== undefined,
  };
}

/** The networks that a guest may have who was told none: 10.0.2.0/24 to 10.0.249.0/24. Pure. */
export function usualSubnets(): readonly Subnet[] {
  return Array.from({ length: 248 }, (_, index) => {
    const net = `10.0.${index + 2}`;
    return { host: `${net}.2`, guest: `${net}.15`, prefix: 24, cidr: `${net}.0/24`, fixed: false };
  });
}

/** The addresses of a network from (first) on, the one for broadcasts left out; of a large network, the next 256. Pure. */
export function addressesFrom(first: string, cidr: string): readonly string[] {
  const start = number(first);
  const broadcast = (number(cidr.split('/')[0] ?? '') | ~maskOf(Number(cidr.split('/')[1]))) >>> 0;
  const count = Math.min(256, Math.max(0, broadcast - start));
  return Array.from({ length: count }, (_, index) => dotted(start + index));
}

/** Whether two networks, as `10.0.2.0/24`, have an address in common. Pure. */
export function overlap(one: string, other: string): boolean {
  const [[first, long], [second, short]] = [parse(one), parse(other)];
  const mask = maskOf(Math.min(long, short));
  return (first & mask) >>> 0 === (second & mask) >>> 0;
}

/**
 * The networks of the routes in text of /proc/net/fib_trie, which has all tables, this host's own addresses among them. What
 * says only where all the rest goes, `0.0.0.0/0` or the two halves that VPNs put in its place, is left out. Pure.
 */
export function routedNetworks(fibTrie: string): readonly string[] {
  const networks: string[] = [];
  let address = '';
  for (const line of fibTrie.split('\n')) {
    address = /\|-- (\S+)$/.exec(line)?.[1] ?? address;
    const prefix = /^\s*\/(\d+) /.exec(line)?.[1];
    if (prefix !== undefined && Number(prefix) > 1) networks.push(`${address}/${prefix}`);
  }
  return networks;
}

function lastMatch(texts: readonly string[], pattern: RegExp): RegExpExecArray | undefined {
  return texts.map((text) => pattern.exec(text) ?? undefined).findLast((match) => match !== undefined);
}

function parse(cidr: string): [number, number] {
  const [address = '', prefix] = cidr.split('/');
  return [number(address), Number(prefix)];
}

function maskOf(prefix: number): number {
  return prefix === 0 ? 0 : (0xff_ff_ff_ff << (32 - prefix)) >>> 0;
}

function number(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.');
}
