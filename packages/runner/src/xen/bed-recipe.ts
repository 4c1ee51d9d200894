/** What the test bed is made of. Changing any of it makes another bed, since the cache goes by the recipe's hash. */

/** Debian packages; the kernel's is found by what `linux-image-amd64` depends on. */
export const packages: readonly string[] = [
  ...['xen-hypervisor-4.17-amd64', 'xen-utils-4.17', 'xenstore-utils', 'libxenmisc4.17'],
  ...['libxencall1', 'libxendevicemodel1', 'libxenevtchn1', 'libxenforeignmemory1', 'libxengnttab1'],
  ...['libxenhypfs1', 'libxenstore4', 'libxentoolcore1', 'libxentoollog1'],
  ...['libc6', 'libgcc-s1', 'liblzma5', 'libuuid1', 'libyajl2', 'libzstd1', 'zlib1g'],
  ...['busybox-static', 'coreutils'],
];

/** The package whose dependency is the kernel; the one for clouds (linux-image-cloud-amd64) cannot be a dom0. */
export const kernelMetaPackage = 'linux-image-amd64';

/** Modules that dom0 loads, each after those that it depends on. */
export const modules: readonly string[] = [
  ...['xen-privcmd', 'xenfs', 'xen-evtchn', 'xen-gntdev', 'xen-gntalloc'],
  ...['bridge', 'loop', 'xen-netback', 'xen-blkback'],
  ...['virtio_pci', 'virtio_net'],
];

/** Modules for disks of the host, loaded with the first one: each costs time at every start. */
export const diskModules: readonly string[] = ['virtio_scsi', 'sd_mod'];

/** Programs of `/usr/lib/xen-4.17/bin`. */
export const xenPrograms: readonly string[] = [
  ...['xl', 'xenstored', 'xenconsoled', 'xen-init-dom0', 'xenconsole', 'libxl-save-helper'],
  ...['xenstore-control', 'lsevtchn'],
];

/** `xenstore` is one program for all of these names. */
export const xenstoreNames: readonly string[] = [
  ...['chmod', 'exists', 'list', 'ls', 'read', 'rm', 'watch', 'write'],
];

/** Libraries of those programs, besides the packages' libxen*. */
export const libraries: readonly string[] = [
  ...['libc.so.6', 'libm.so.6', 'libdl.so.2', 'librt.so.1', 'libpthread.so.0', 'libutil.so.1'],
  ...['libgcc_s.so.1', 'liblzma.so.5', 'libuuid.so.1', 'libyajl.so.2', 'libz.so.1', 'libzstd.so.1'],
];

/** What of the kernel's package is unpacked; the rest is 400 MB of modules. */
export const kernelPatterns: readonly string[] = [
  './boot/vmlinuz-*',
  ...['drivers/xen', 'drivers/net', 'drivers/virtio', 'drivers/block', 'drivers/scsi', 'net'].map(
    (name) => `*/kernel/${name}/*`,
  ),
  ...['block', 'lib', 'crypto'].map((name) => `*/kernel/${name}/*`), // sd_mod's checksums
];

/** Scripts of this package and their places in dom0. */
export const scripts: Readonly<Record<string, string>> = {
  init: 'init',
  'serve-command': 'bin/serve-command',
  'find-disk': 'bin/find-disk',
  vif: 'etc/xen/scripts/vif-bridge',
  block: 'etc/xen/scripts/block',
};
