import { type BedNetwork, dom0Address } from './bed-network.ts';
import { cardIn, monitorIn } from './bed-folder.ts';
import { diskBus } from './disk.ts';
import type { PreparedBed } from './prepare-bed.ts';

export const bedProgram = 'qemu-system-x86_64';

export interface BedMachine {
  /** Of the bed, for its sockets. */
  readonly folder: string;
  readonly memoryMib: number;
  readonly dom0MemoryMib: number;
  readonly network: BedNetwork;
  readonly uplinks: number;
  /** Port of loopback that leads to dom0's control channel. */
  readonly port: number;
  readonly token: string;
}

/** QEMU's command line for a bed. Pure. */
export function bedMachine({ hypervisor, kernel, initrd }: PreparedBed, bed: BedMachine): readonly string[] {
  const { folder, memoryMib, dom0MemoryMib, network, uplinks, port, token } = bed;
  const { cidr, host, guest } = network;
  // Not -cpu max: dom0 trips over SMAP there. Without RDRAND each `xl create` would wait for entropy.
  const xen = `console=com1 com1=115200,8n1 dom0_mem=${dom0MemoryMib}M,max:${dom0MemoryMib}M dom0_max_vcpus=1 loglvl=warning guest_loglvl=all`;
  const dom0 = dom0Address(network);
  const forward = `hostfwd=tcp:127.0.0.1:${port}-${dom0}:80`;
  // dom0 stays out of IPv6: it would be a host on each network that its bridges join.
  const dom0Line = `console=hvc0 quiet ipv6.disable=1 bed.token=${token} bed.address=${dom0}/${cidr.split('/')[1]} bed.host=${host}`;
  return [
    bedProgram,
    ...['-accel', 'tcg', '-machine', 'q35', '-cpu', 'qemu64,+svm,+npt,+rdrand'],
    ...['-smp', '1', '-m', String(memoryMib)],
    ...['-nodefaults', '-no-user-config', '-no-reboot', '-display', 'none'],
    ...['-serial', 'stdio', '-qmp', `unix:${commas(monitorIn(folder))},server=on,wait=off`],
    ...['-netdev', `user,id=net,net=${cidr},host=${host},dhcpstart=${guest},${forward}`],
    ...['-device', 'virtio-net-pci,netdev=net,romfile='],
    ...Array.from({ length: uplinks }, (_, index) => uplink(folder, index + 1)).flat(),
    ...['-device', `virtio-scsi-pci,id=${diskBus}`], // Disks come and go while it runs.
    ...['-kernel', hypervisor, '-append', xen],
    ...['-initrd', `${commas(kernel)} ${dom0Line},${commas(initrd)}`],
  ];
}

/** A network card whose other end is a socket. */
function uplink(folder: string, number: number): readonly string[] {
  const id = `uplink${number}`;
  const netdev = frameSocket(id, 'on', cardIn(folder, number));
  return ['-netdev', netdev, '-device', `virtio-net-pci,netdev=${id},romfile=`];
}

/** QEMU's option for a network whose frames go through a socket, which this QEMU makes (`server`), or joins. */
export function frameSocket(id: string, server: 'on' | 'off', path: string): string {
  return `stream,id=${id},server=${server},addr.type=unix,addr.path=${commas(path)}`;
}

/** QEMU's way to have a comma in a value. */
function commas(text: string): string {
  return text.replaceAll(',', ',,');
}
