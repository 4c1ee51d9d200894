import { dirname, join } from 'node:path';
import { UnicoreError } from '@unicore/descriptor';
import type { Jiti } from 'jiti';
import { type AppConfig, parseAppConfig } from '@unicore/resolve';
import { createPlaceOf } from '../config-text/setting-places.ts';
import { configFailed } from '../errors.ts';
import type { FoundApp } from './find-config.ts';

/**
 * Reads the configuration of an application. A config that is code is the user's own and runs here, by cosmiconfig and
 * jiti, with `unicore-link` being the running copy; without one nothing of that loads.
 *
 * @throws {UnicoreError} `ERR_UNICORE_CONFIG_FAILED`, `ERR_UNICORE_CONFIG_IMPORTS_LIBRARY`, and what `parseAppConfig` throws
 */
export async function loadConfig({ folder, config }: FoundApp): Promise<AppConfig> {
  if (config.kind === 'none') return {};
  const placeOf = createPlaceOf(config);
  if (config.kind === 'manifest')
    return parseAppConfig(config.value, `${config.file} (unicore.app)`, placeOf);
  if (!config.file.endsWith('.json')) {
    const { refuseLibraryImports } = await import('./refuse-library-imports.ts');
    refuseLibraryImports(config.file);
  }
  const value = await evaluate(config.file, folder);
  return parseAppConfig(config.file.endsWith('.json') ? withoutSchema(value) : value, config.file, placeOf);
}

/** `$schema` is for editors: it names what `sync` writes. */
function withoutSchema(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const { $schema: _, ...settings } = value as Readonly<Record<string, unknown>>;
  return settings;
}

/**
 * Reads a configuration from a text that its file does not have yet, as {@link loadConfig} would with it there.
 *
 * @throws {UnicoreError} as `loadConfig`
 */
export async function loadConfigText({ folder, config }: FoundApp, text: string): Promise<AppConfig> {
  if (config.kind === 'none') return {};
  const { file } = config;
  const placeOf = createPlaceOf(config, text);
  try {
    if (!file.endsWith('.json')) {
      const { jiti } = await openJiti(file, folder);
      const module = await jiti.evalModule(text, { filename: file, async: true });
      return parseAppConfig(defaultOf(module), file, placeOf);
    }
    const data = JSON.parse(text) as { unicore?: { app?: unknown } };
    return parseAppConfig(
      withoutSchema(config.kind === 'manifest' ? data.unicore?.app : data),
      file,
      placeOf,
    );
  } catch (error) {
    if (error instanceof UnicoreError) throw error;
    throw configFailed(file, error);
  }
}

async function evaluate(file: string, folder: string): Promise<unknown> {
  const { cosmiconfig } = await import('cosmiconfig');
  const explorer = cosmiconfig('unicore', {
    searchStrategy: 'none',
    loaders: { '.ts': loadCode, '.js': loadCode },
    cache: false,
  });
  try {
    const result = await explorer.load(file);
    if (!result || result.isEmpty) throw new TypeError('it is empty');
    return result.config;
  } catch (error) {
    throw configFailed(file, error);
  }

  async function loadCode(path: string): Promise<unknown> {
    const { jiti } = await openJiti(path, folder);
    return defaultOf(await importWith(jiti, path));
  }
}

/** In an object, as a promise would take a `then` of what it holds for its own. */
async function openJiti(path: string, folder: string): Promise<{ readonly jiti: Jiti }> {
  const [{ createJiti }, self, descriptor] = await Promise.all([
    import('jiti'),
    import('../index.ts'),
    import('@unicore/descriptor'),
  ]);
  const jiti = createJiti(join(dirname(path), 'unicore.config.ts'), {
    fsCache: join(folder, '.unicore', 'config-cache'),
    moduleCache: false,
    interopDefault: false, // It reads properties of what is exported, which may be null.
    virtualModules: { 'unicore-link': self, '@unicore/descriptor': descriptor },
  });
  return { jiti };
}

async function importWith(jiti: Jiti, path: string): Promise<unknown> {
  try {
    return await jiti.import(path);
  } catch (error) {
    // cosmiconfig writes into what was thrown, which may be null.
    throw error instanceof Error ? error : new Error(`it threw ${String(error)}`, { cause: error });
  }
}

function defaultOf(module: unknown): unknown {
  if (typeof module !== 'object' || module === null || !('default' in module))
    throw new TypeError('it has no default export');
  const value: unknown = module.default;
  if (value === null || value === undefined)
    throw new TypeError(`its default export is ${String(value)}, where an object is expected`);
  return value;
}
