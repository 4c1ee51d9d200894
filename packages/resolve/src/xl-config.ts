/** Memory of a domain where nothing is said. */
const defaultMemoryMib = 16;

/** What a domain gets; a part of what xl.cfg(5) knows. */
export interface XlDomain {
  readonly name: string;
  readonly type: 'pv' | 'pvh';
  readonly kernel: string;
  readonly ramdisk?: string | undefined;
  readonly commandLine?: string | undefined;
  /** xl takes whole MiB: rounded up. 16 by default. */
  readonly memoryMib?: number | undefined;
  readonly networks?: readonly XlNetwork[];
  readonly disks?: readonly XlDisk[];
}

export interface XlNetwork {
  /** Without one xl takes that of /etc/xen/xl.conf. */
  readonly bridge?: string | undefined;
  readonly mac?: string | undefined;
  /** Name of the domain that serves it, where that is not dom0. */
  readonly backend?: string | undefined;
}

export interface XlDisk {
  /** A raw image, or a block device. */
  readonly target: string;
  /** `xvda` */
  readonly device: string;
  readonly readOnly?: boolean | undefined;
}

/**
 * Renders the configuration of a domain as `xl create` reads it. Pure.
 *
 * The domain has one processor, and is destroyed when it ends, however it ends: otherwise a guest that crashes at boot
 * would be started again for ever.
 */
export function xlConfig(domain: XlDomain): string {
  const { memoryMib = defaultMemoryMib, networks = [], disks = [] } = domain;
  const settings: readonly (readonly [string, string | undefined])[] = [
    ['name', quote(domain.name)],
    ['type', quote(domain.type)],
    ['kernel', quote(domain.kernel)],
    ['ramdisk', domain.ramdisk === undefined ? undefined : quote(domain.ramdisk)],
    ['cmdline', domain.commandLine ? quote(domain.commandLine) : undefined],
    ['memory', String(Math.ceil(memoryMib))],
    ['vcpus', '1'],
    ['vif', networks.length > 0 ? list(networks.map(networkText)) : undefined],
    ['disk', disks.length > 0 ? list(disks.map(diskText)) : undefined],
    ...['on_poweroff', 'on_reboot', 'on_crash'].map((event) => [event, quote('destroy')] as const),
  ];
  return settings.flatMap(([name, text]) => (text === undefined ? [] : [`${name} = ${text}\n`])).join('');
}

function networkText({ bridge, mac, backend }: XlNetwork): string {
  const parts = { bridge, mac, backend };
  return Object.entries(parts)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]))
    .join(',');
}

/** `target` comes last, since it takes all that follows: names with commas, too. */
function diskText({ target, device, readOnly = false }: XlDisk): string {
  return `format=raw,vdev=${device},access=${readOnly ? 'ro' : 'rw'},target=${target}`;
}

function list(texts: readonly string[]): string {
  return `[ ${texts.map(quote).join(', ')} ]`;
}

/** A string of xl.cfg. Quirk: xl refuses or loses escapes by number (`\x0a`, `\012`), so what may stand as it is does. */
function quote(text: string): string {
  return `"${text.replace(/["\\]/g, String.raw`\$&`).replaceAll('\n', String.raw`\n`)}"`;
}
