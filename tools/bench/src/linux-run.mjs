import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Starts a Linux guest, on a tap and with a disk where they are given, and gathers its console. */
export function startLinux({ kernel, initramfs }, { tap, disk, memoryMib = 256, parameters = '' } = {}) {
  const machine = ['-M', 'pc', '-accel', 'tcg', '-cpu', 'max', '-m', `${memoryMib}M`, '-no-reboot'];
  const network = [
    ...['-netdev', `tap,id=net0,ifname=${tap},script=no,downscript=no`],
    ...['-device', 'virtio-net-pci,netdev=net0'],
  ];
  const drive = [
    ...['-drive', `if=none,id=disk0,format=raw,file=${disk}`],
    ...['-device', 'virtio-blk-pci,drive=disk0'],
  ];
  return gather(
    spawn(
      'qemu-system-x86_64',
      [
        ...[...machine, '-nodefaults', '-display', 'none', '-serial', 'stdio'],
        ...['-kernel', kernel, '-initrd', initramfs, '-append', `console=ttyS0 quiet panic=-1 ${parameters}`],
        ...(tap === undefined ? [] : network),
        ...(disk === undefined ? [] : drive),
      ],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    ),
  );
}

/** A child process with what it has written so far. */
export function gather(child) {
  const seen = { text: '' };
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (seen.text += chunk));
  const closed = once(child, 'close');
  return {
    child,
    closed,
    text: () => seen.text,
    async stop() {
      child.kill('SIGTERM');
      await closed;
    },
  };
}
