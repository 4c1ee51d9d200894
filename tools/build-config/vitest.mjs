import { defineConfig } from 'vitest/config';

/** The one vitest configuration: time limits only catch hangs, nothing is retried. */
export const vitestConfig = (test = {}) =>
  defineConfig({
    test: { include: ['src/**/*.test.ts', 'test/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 120_000, retry: 0, ...test },
  });
