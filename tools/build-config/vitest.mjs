import { fileURLToPath } from 'node:url';

import { defineConfig } from 'vitest/config';

// nx sets it, and Node then warns on the screen of each program that a test starts with NO_COLOR.
delete process.env.FORCE_COLOR;

const reporter = fileURLToPath(new URL('reporter.mjs', import.meta.url));

/** The one vitest configuration: time limits only catch hangs, nothing is retried. */
export const vitestConfig = (test = {}) =>
  defineConfig({
    test: {
      include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
      testTimeout: 60_000,
      hookTimeout: 120_000,
      retry: 0,
      reporters: ['default', reporter],
      ...test,
    },
  });
