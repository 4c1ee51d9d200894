export { type AppConfig, parseAppConfig, type ToolchainSettings } from './app-config.ts';
export { chainsTo, type Link, shortestChains, showChain } from './chains.ts';
export { oneVersionOfEach } from './one-version.ts';
export { installCommand, overrideLine } from './package-manager-commands.ts';
export type * from './plan.ts';
export { appliesTo, makePool, type PoolEntry, type PoolIndex, type PoolQuery, searchPool } from './pool.ts';
export { readTree, type ReadTreeSettings } from './read-tree.ts';
export type * from './tree.ts';
