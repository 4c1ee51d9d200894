import { defineApp } from 'unicore-link';

export default defineApp({
  name: 'blockcheck',
  // The driver is the platform's choice: virtio-blk on kvm, a file on linuxu.
  requires: { blkdev: '1.0' },
  sources: ['src/*.c'],
  run: { disks: ['disk.img,size=64M'] },
});
