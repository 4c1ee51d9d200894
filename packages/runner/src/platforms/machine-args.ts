import { imageFd } from '../network/usernet.ts';
import type { Accelerator, Settings } from '../options.ts';
import { shareTag } from '../shares.ts';
import type { Machine } from './machine.ts';

/** A machine of QEMU's with a serial console, whose guest ends it with a status by port 0xf4. Pure. */
export function machineArgs({ args }: Machine, accelerator: Accelerator): readonly string[] {
  return [
    [...args, '-accel', accelerator, '-cpu', 'max'],
    ['-nodefaults', '-no-user-config', '-no-reboot', '-display', 'none'],
    ['-chardev', 'stdio,id=console,signal=on', '-serial', 'chardev:console'],
    ['-device', 'isa-debug-exit,iobase=0xf4,iosize=0x4'],
  ].flat();
}

/** Memory, in the host's file where one is asked for. Pure. */
export function memoryArgs({ memoryFile }: Settings, mib: number): readonly string[] {
  const size = `${Math.ceil(mib * 1024)}k`;
  if (memoryFile === undefined) return ['-m', size];
  // As JSON, for the name's sake. QEMU wants bytes there.
  const memory = {
    ...{ 'qom-type': 'memory-backend-file', id: 'memory', share: true },
    ...{ 'mem-path': memoryFile, size: Math.ceil(mib * 1024) * 1024 },
  };
  return ['-m', size, '-object', JSON.stringify(memory), '-machine', 'memory-backend=memory'];
}

/** The network, the disks and the shared folders of the guest. Pure. */
export function deviceArgs(machine: Machine, settings: Settings): readonly string[] {
  return [
    ...network(settings, machine.networkDevice),
    ...disks(settings, machine.diskDevice),
    ...shares(settings, machine.shareDevice),
  ];
}

function network(settings: Settings, device: string): readonly string[] {
  if (settings.network.kind === 'none') return [];
  return ['-netdev', backend(settings), '-device', `${device},netdev=net0`];
}

function backend({ network: net, ports, subnet }: Settings): string {
  if (net.kind === 'own-tap') return `tap,id=net0,fd=${imageFd}`;
  if (net.kind === 'tap') return `tap,id=net0,ifname=${net.name},script=no,downscript=no`;
  const forwards = ports.map(
    ({ protocol, address, hostPort, guestPort }) =>
      `hostfwd=${protocol}:${address}:${hostPort}-${subnet.guest}:${guestPort}`,
  );
  return ['user', 'id=net0', `net=${subnet.cidr}`, `host=${subnet.host}`, ...forwards].join(',');
}

/** As JSON, since file names may hold what QEMU's own syntax gives a meaning to. */
function disks(settings: Settings, deviceOf: Machine['diskDevice']): readonly string[] {
  return settings.disks.flatMap(({ path, readOnly, device: isDevice }, index) => {
    const name = `disk${index}`;
    const file = {
      driver: 'raw',
      'node-name': name,
      'read-only': readOnly,
      discard: 'unmap',
      file: { driver: isDevice ? 'host_device' : 'file', filename: path },
    };
    return ['-blockdev', JSON.stringify(file), '-device', `${deviceOf(index)},drive=${name}`];
  });
}

/** Files keep owners and permissions of their own, as far as QEMU's user may. In QEMU's syntax, a comma of a name is two. */
function shares(settings: Settings, device: string): readonly string[] {
  return settings.shares.flatMap(({ path, readOnly }, index) => {
    const tag = shareTag(index);
    const access = readOnly ? ',readonly=on' : '';
    return [
      ['-fsdev', `local,id=${tag},security_model=none${access},path=${path.replaceAll(',', ',,')}`],
      ['-device', `${device},fsdev=${tag},mount_tag=${tag}`],
    ].flat();
  });
}
