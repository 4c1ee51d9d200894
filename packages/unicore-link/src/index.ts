import type { AppConfig } from '@unicore/resolve';

export { bool, choice, hex, int, string } from '@unicore/descriptor';
export type { AppConfig } from '@unicore/resolve';

/**
 * Types the application's config, `unicore.config.ts`: `export default defineApp({ ... })`. After `unicore-link sync`
 * its options, providers and targets are those of the installed libraries.
 *
 * Pure; returns its argument.
 */
export function defineApp(config: AppConfig): AppConfig {
  return config;
}
