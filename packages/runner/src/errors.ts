import { UnicoreError } from '@unicore/descriptor';

/** `--accel kvm` where no usable /dev/kvm is. */
export function acceleratorUnavailable(reason: string): UnicoreError {
  return new UnicoreError('ERR_UNICORE_ACCELERATOR_UNAVAILABLE', `KVM does not serve here: ${reason}.`, {
    hint: 'Leave --accel out, or say --accel tcg: QEMU then emulates the processor.',
  });
}

/** `--disk FILE`, and there is no such file. */
export function diskMissing(path: string): UnicoreError {
  return new UnicoreError('ERR_UNICORE_DISK_MISSING', `There is no disk "${path}".`, {
    hint: `To have it made, say how large: --disk ${path},size=64M (in the config: run.disks). It takes room only as it is written to.`,
  });
}

/** `--disk FILE` that cannot be one. */
export function diskUnusable(path: string, reason: string): UnicoreError {
  return new UnicoreError('ERR_UNICORE_DISK_UNUSABLE', `"${path}" cannot be a disk: ${reason}.`, {
    hint: `What it is: ls -ld '${path}'. One that is only read needs no right to write: --disk ${path},ro`,
  });
}

/** A guest's memory without a trace in it. */
export function traceMissing(): UnicoreError {
  return new UnicoreError('ERR_UNICORE_TRACE_MISSING', 'There is no trace in the memory of the guest.', {
    hint: 'To have one recorded: npx unicore-link add trace. With it, the guest ended before its memory was set up.',
  });
}

/** The image, or a medium with it, is not what a build left. */
export function imageDamaged(file: string, what: string): UnicoreError {
  return new UnicoreError('ERR_UNICORE_IMAGE_DAMAGED', `${file} starts nothing: ${what}.`, {
    hint: 'Build it again: npx unicore-link; or copy the files of its folder again, all of them.',
  });
}

/** `image.json` is missing or is something else. */
export function imageUnreadable(file: string, cause: unknown): UnicoreError {
  const message = cause instanceof Error ? cause.message : String(cause);
  return new UnicoreError('ERR_UNICORE_IMAGE_UNREADABLE', `${file} does not describe an image: ${message}`, {
    hint: 'Build it: npx unicore-link',
    cause,
  });
}

/** `--disk` that does not read `FILE[,ro][,size=64M]`. */
export function invalidDisk(value: string): UnicoreError {
  return new UnicoreError('ERR_UNICORE_INVALID_DISK', `"${value}" names no disk.`, {
    hint: 'Give a file or block device without commas in its name: disk.img; disk.img,ro is only read; disk.img,size=64M is made where it is missing (K, M, G, T; whole sectors of 512 bytes).',
  });
}

/** `--memory` that is no number of MiB. */
export function invalidMemory(value: string): UnicoreError {
  return new UnicoreError('ERR_UNICORE_INVALID_MEMORY', `"${value}" is no amount of memory in MiB.`, {
    hint: 'Give MiB, fractions allowed: --memory 2.25',
  });
}

/** `--memory` that does not even hold the image. */
export function memoryTooSmall(image: string, hasMib: number, needsKib: number): UnicoreError {
  const least = Math.ceil((needsKib / 1024) * 1000) / 1000;
  return new UnicoreError(
    'ERR_UNICORE_MEMORY_TOO_SMALL',
    `${hasMib} MiB of memory do not hold ${image}: that takes ${needsKib} KiB at its start.`,
    {
      hint: `Give it more, and some for its work: --memory ${Math.max(2, Math.ceil(least))} (the least: ${least})`,
    },
  );
}

/** `--net` that names no kind of network. */
export function invalidNetwork(value: string): UnicoreError {
  return new UnicoreError('ERR_UNICORE_INVALID_NETWORK', `"${value}" is no kind of network.`, {
    hint: [
      'There are: user (by a user-mode network stack, no rights needed), none, tap (a tap device of its own, for those who may',
      'make one), tap:NAME (an existing one), and auto (tap for linuxu where you may, else user).',
    ].join('\n'),
  });
}

/** `--publish` that does not read `[address:]host:guest[/udp]`. */
export function invalidPublish(value: string): UnicoreError {
  return new UnicoreError('ERR_UNICORE_INVALID_PUBLISH', `"${value}" does not publish a port.`, {
    hint: 'Give host:guest, as 8080:80; 0:80 takes a free host port; 5353:53/udp for UDP; 0.0.0.0:8080:80 for all interfaces.',
  });
}

/** A folder to share that does not read as one. */
export function invalidShare(value: string): UnicoreError {
  return new UnicoreError('ERR_UNICORE_INVALID_SHARE', `"${value}" shares no folder.`, {
    hint: 'Give a folder of the host and where the guest mounts it: data:/mnt; data:/mnt:ro is only read.',
  });
}

/** The helper that joins a network namespace did not come up. */
export function networkFailed(what: string, output: string): UnicoreError {
  return new UnicoreError(
    'ERR_UNICORE_NETWORK_FAILED',
    `The network of the image did not come up: ${what}.`,
    {
      hint: [
        output.trim(),
        /\/dev\/net\/tun.*Permission denied/.test(output)
          ? 'Let every user open that device: sudo chmod 666 /dev/net/tun'
          : '',
        'Without a network: --net none. With a tap device that exists already: --net tap:NAME.',
        'User namespaces may be switched off: sysctl kernel.apparmor_restrict_unprivileged_userns user.max_user_namespaces',
      ]
        .filter(Boolean)
        .join('\n'),
    },
  );
}

/** `--net tap` where this host has the guest's addresses already. */
export function networkTaken(cidr: string): UnicoreError {
  return new UnicoreError(
    'ERR_UNICORE_NETWORK_TAKEN',
    `This host has a route to ${cidr} already, so the guest cannot have an address there.`,
    {
      hint: `Who has it: ip route show table all. Give the guest another address, as --param net.addr=10.77.0.15/24, or leave the host's routes alone: --net user`,
    },
  );
}

/** The runner knows no way to start images of that platform. */
export function platformNotRunnable(platform: string, known: readonly string[]): UnicoreError {
  return new UnicoreError(
    'ERR_UNICORE_PLATFORM_NOT_RUNNABLE',
    `Images for "${platform}" cannot be started from here; ${known.join(' and ')} can.`,
    { hint: 'Start the image with the tools of that platform.' },
  );
}

/** A host port that somebody else has. */
export function portTaken(address: string, port: number, cause: unknown): UnicoreError {
  return new UnicoreError('ERR_UNICORE_PORT_TAKEN', `Port ${port} of ${address} is taken or not allowed.`, {
    hint: `Who has it: ss -ltnp 'sport = :${port}'. Publish another one, as --publish ${port < 1024 ? 8080 : port + 1}:80, or a free one: --publish 0:80.`,
    cause,
  });
}

/** A guest's memory without a profile in it. */
export function profileMissing(): UnicoreError {
  return new UnicoreError('ERR_UNICORE_PROFILE_MISSING', 'There is no profile in the memory of the guest.', {
    hint: 'To have samples taken: npx unicore-link add profile, and no --param profile.hz=0. With it, the guest ended before its threads were set up.',
  });
}

/** A program that a platform or its network needs is not installed. */
export function programMissing(
  program: string,
  purpose: string,
  debianPackage: string,
  otherwise: string,
): UnicoreError {
  return new UnicoreError('ERR_UNICORE_PROGRAM_MISSING', `"${program}" is not installed; ${purpose}.`, {
    hint: `Debian and Ubuntu: sudo apt-get install ${debianPackage}\n${otherwise}`,
  });
}

/** An image without the bootable medium that it is to be started from. */
export function mediumMissing(image: string, medium: 'disk' | 'iso'): UnicoreError {
  return new UnicoreError(
    'ERR_UNICORE_MEDIUM_MISSING',
    `There is no ${medium === 'disk' ? 'disk' : 'ISO image'} beside ${image} to start a machine from.`,
    { hint: 'Build it again: npx unicore-link --plat metal' },
  );
}

/** The virtual machine monitor failed before or beside the guest. */
export function monitorFailed(program: string, status: number, output: string): UnicoreError {
  return new UnicoreError(
    'ERR_UNICORE_MONITOR_FAILED',
    `${program} ended with status ${status} on its own account.`,
    {
      hint: output.trim() || 'It said nothing.',
    },
  );
}

/** A folder to share that is not there. */
export function shareUnusable(path: string): UnicoreError {
  return new UnicoreError('ERR_UNICORE_SHARE_UNUSABLE', `There is no folder "${path}" to share.`, {
    hint: `Make it, or name another one: mkdir -p ${path}`,
  });
}

/** `--net tap:NAME`, and there is no such device. */
export function tapMissing(name: string): UnicoreError {
  return new UnicoreError('ERR_UNICORE_TAP_MISSING', `There is no tap device "${name}".`, {
    hint: `Make one: sudo ip tuntap add ${name} mode tap user $USER && sudo ip addr add 10.0.2.2/24 dev ${name} && sudo ip link set ${name} up\nOr take the network that needs no rights: --net user`,
  });
}
