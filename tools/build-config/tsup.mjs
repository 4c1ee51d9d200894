import { defineConfig } from 'tsup';

/** The one tsup configuration of all tool packages; a package adds entries only. */
export const tsupConfig = (entry = ['src/index.ts']) =>
  defineConfig({
    entry,
    format: ['esm'],
    target: 'node20',
    dts: true,
    clean: true,
    splitting: true,
    sourcemap: true,
    treeshake: true,
  });
