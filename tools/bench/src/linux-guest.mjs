// The peer of the comparisons: Debian's kernel and nginx as a Linux guest, an initramfs that holds nothing else. Packages
// come from apt by name, into a cache folder; nothing is installed.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Of each platform: the package whose dependency is the kernel, and the modules of its network device. */
const kernels = {
  kvm: {
    kernelPackage: 'linux-image-cloud-amd64',
    modules: [
      ...['virtio', 'virtio_ring', 'virtio_pci_modern_dev', 'virtio_pci_legacy_dev', 'virtio_pci'],
      ...['failover', 'net_failover', 'virtio_net'],
    ],
  },
  // As dom0 of the test bed.
  xen: { kernelPackage: 'linux-image-amd64', modules: ['xen-netfront'] },
};

/** nginx as the benchmark wants it of both sides: one worker, keep-alive without end, no access log. */
export function nginxConfig({ root, port, user = '' }) {
  return `${user}
worker_processes 1;
daemon off;
master_process off;
pid ${root}/nginx.pid;
error_log stderr crit;
events { worker_connections 1024; }
http {
  access_log off;
  sendfile on;
  tcp_nopush on;
  tcp_nodelay on;
  keepalive_requests 1000000000;
  open_file_cache max=16;
  default_type text/html;
  client_body_temp_path ${root}/body; proxy_temp_path ${root}/proxy; fastcgi_temp_path ${root}/fastcgi;
  uwsgi_temp_path ${root}/uwsgi; scgi_temp_path ${root}/scgi;
  server { listen ${port}; root ${root}/www; }
}
`;
}

/**
 * Returns the kernel and the initramfs of a guest of `platform` that serves `page` at `address` (with prefix length) port
 * 80, made in `folder`, or made there before.
 */
export function linuxGuest({ platform, folder, page, address }) {
  const { kernelPackage, modules } = kernels[platform];
  const kernel = join(folder, 'vmlinuz');
  const initramfs = join(folder, 'initramfs.cpio');
  if (existsSync(kernel) && existsSync(initramfs)) return { kernel, initramfs };
  rmSync(folder, { recursive: true, force: true });
  const unpacked = join(folder, 'packages');
  mkdirSync(unpacked, { recursive: true });
  const version = /Depends: (linux-image-\S+)/.exec(text('apt-cache', ['depends', kernelPackage]))?.[1];
  if (!version) throw new Error(`apt-cache does not know ${kernelPackage}: run apt-get update`);
  run('apt-get', ['download', '-q', version, 'busybox-static'], unpacked);
  for (const file of readdirSync(unpacked))
    if (file.endsWith('.deb')) run('dpkg-deb', ['-x', file, '.'], unpacked);

  const tree = join(folder, 'tree');
  for (const path of [
    'bin',
    'dev',
    'etc',
    'proc',
    'sys',
    'srv/www',
    'modules',
    'var/log/nginx',
    'var/lib/nginx',
    'usr/sbin',
  ]) {
    mkdirSync(join(tree, path), { recursive: true });
  }
  install(join(unpacked, 'bin/busybox'), join(tree, 'bin/busybox'));
  install('/usr/sbin/nginx', join(tree, 'usr/sbin/nginx'));
  for (const [, library] of text('ldd', ['/usr/sbin/nginx']).matchAll(/(\/\S+\.so\S*)/g))
    install(library, join(tree, library));
  const found = text('find', [join(unpacked, 'lib/modules'), '-name', '*.ko'])
    .trim()
    .split('\n');
  for (const name of modules) {
    const file = found.find((path) => basename(path) === `${name}.ko`);
    if (file) copyFileSync(file, join(tree, 'modules', `${name}.ko`));
  }
  writeFileSync(join(tree, 'etc/passwd'), 'root:x:0:0::/:/bin/sh\n');
  writeFileSync(join(tree, 'etc/group'), 'root:x:0:\n');
  writeFileSync(join(tree, 'etc/nginx.conf'), nginxConfig({ root: '/srv', port: 80, user: 'user root;' }));
  copyFileSync(page, join(tree, 'srv/www/index.html'));
  writeFileSync(join(tree, 'init'), init(address));
  chmodSync(join(tree, 'init'), 0o755);
  const partial = `${initramfs}.partial`;
  execFileSync('sh', ['-c', `find . | cpio -o -H newc --quiet > "$0"`, partial], {
    cwd: tree,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const boot = join(unpacked, 'boot');
  copyFileSync(join(boot, readdirSync(boot).find((name) => name.startsWith('vmlinuz')) ?? ''), kernel);
  renameSync(partial, initramfs);
  return { kernel, initramfs };
}

function init(address) {
  return `#!/bin/busybox sh
/bin/busybox mount -t devtmpfs none /dev
/bin/busybox mount -t proc none /proc
/bin/busybox mount -t sysfs none /sys
# Three rounds put them in, whatever their order.
for round in 1 2 3; do
  for module in /modules/*.ko; do /bin/busybox insmod $module 2> /dev/null; done
done
/bin/busybox ip link set lo up
/bin/busybox ip link set eth0 up
/bin/busybox ip addr add ${address} dev eth0
echo ready
exec /usr/sbin/nginx -c /etc/nginx.conf
`;
}

function install(from, to) {
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(from, to);
  chmodSync(to, 0o755);
}

function text(file, args) {
  return execFileSync(file, args, { encoding: 'utf8' });
}

function run(file, args, cwd) {
  execFileSync(file, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
}
