import { defineConfig } from 'vitest/config';

// The first build compiles a whole operating system: the limit catches hangs alone.
export default defineConfig({ test: { testTimeout: 300_000 } });
