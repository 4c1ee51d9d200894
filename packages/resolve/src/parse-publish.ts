/** A port of the host that leads to one of the guest. */
export interface PublishedPort {
  readonly protocol: 'tcp' | 'udp';
  readonly address: string;
  readonly hostPort: number;
  readonly guestPort: number;
}

const pattern = /^(?:(\d{1,3}(?:\.\d{1,3}){3}|localhost):)?(\d{1,5}):(\d{1,5})(?:\/(tcp|udp))?$/u;

/**
 * Reads `[address:]host:guest[/udp]`, of a configuration as of the command line; the address is loopback where none
 * is given, host port 0 asks for a free one. Returns undefined for anything else. Pure.
 */
export function parsePublish(text: string): PublishedPort | undefined {
  const match = pattern.exec(text);
  if (!match) return undefined;
  const [, address = '127.0.0.1', host = '', guest = '', protocol = 'tcp'] = match;
  const hostPort = Number(host);
  const guestPort = Number(guest);
  if (hostPort > 65_535 || guestPort < 1 || guestPort > 65_535) return undefined;
  if (address !== 'localhost' && address.split('.').some((part) => Number(part) > 255)) return undefined;
  return {
    protocol: protocol === 'udp' ? 'udp' : 'tcp',
    address: address === 'localhost' ? '127.0.0.1' : address,
    hostPort,
    guestPort,
  };
}
