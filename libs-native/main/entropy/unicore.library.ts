import { defineLibrary } from '@unicore/descriptor';

export default defineLibrary({
  name: 'entropy',
  pool: 'main',
  side: 'system',
  summary:
    'Random numbers fit for keys: ChaCha20 with fast key erasure, seeded from all sources of the image',
  provides: { entropy: '1.0' },
  requires: { arch: '1.0', plat: '1.0' },
  sources: ['src/*.c'],
  includes: { private: ['src'] },
});
