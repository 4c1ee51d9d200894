import { defineLibrary } from '@unicore/descriptor';

export default defineLibrary({
  name: 'virtio-ring',
  pool: 'main',
  side: 'system',
  summary: 'Split virtqueues with event index, robust against a misbehaving device',
  contracts: {
    'virtio-ring': { version: '1.0', providers: 'one', summary: 'Queues of virtio drivers' },
  },
  provides: { 'virtio-ring': '1.0' },
  requires: { arch: '1.0', malloc: '1.0', pages: '1.0', plat: '1.0' },
  defaults: { malloc: 'alloc-tlsf', pages: 'alloc-buddy' },
  sources: ['src/*.c'],
  includes: { public: ['include'], private: ['src'] },
});
