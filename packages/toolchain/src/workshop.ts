import { createCompileOnce, type CompileOnce } from './compile-all.ts';
import type { CompileContext } from './compile.ts';
import { cacheRefused } from './errors.ts';
import { openFileHashes } from './file-hashes.ts';
import type { PathMap } from './path-map.ts';
import type { BuildReporter } from './reporter.ts';
import { createToolRunner } from './run-tool.ts';
import { createShadows } from './shadows.ts';
import { defaultStoreFolder, openStore, type Store } from './store.ts';

/** Settings of all that compiles. */
export interface WorkshopOptions {
  /** `gcc`, `clang`, or the path of one. Default: gcc. */
  readonly compiler?: string | undefined;
  /** Program before the compiler, with its arguments if any: `ccache`. */
  readonly launcher?: string | undefined;
  readonly reporter?: BuildReporter | undefined;
  /** Default: `$XDG_CACHE_HOME/unicore`, else `~/.cache/unicore`. */
  readonly cacheFolder?: string | undefined;
  readonly cacheLimitBytes?: number | undefined;
  /** Compilers at once. Default: the number of cores. */
  readonly jobs?: number | undefined;
  /** Keep the compiler's colours in messages. */
  readonly colour?: boolean | undefined;
  readonly warningsAsErrors?: boolean | undefined;
  /** Ends the tools that run and rejects with its reason. */
  readonly signal?: AbortSignal | undefined;
  /** Default: that of this process. */
  readonly environment?: NodeJS.ProcessEnv | undefined;
}

/** What one run shares: the cache, the hashes of files, the cores. */
export interface Workshop extends CompileContext {
  readonly once: CompileOnce;
  readonly reporter: BuildReporter;
}

/** Who starts over finds a cache that was removed once; one that is removed again and again is no cache. */
const ATTEMPTS = 3;

/**
 * Opens a workshop for as long as `work` takes, and leaves the cache in order however it ends. Where the cache was removed
 * meanwhile (`clean --cache`), `work` starts over with another.
 *
 * @throws {UnicoreError} `ERR_UNICORE_CACHE_REFUSED`, `ERR_UNICORE_DISK_FULL`, and what `work` throws
 */
export async function withWorkshop<T>(
  options: WorkshopOptions,
  places: { readonly hashesFile: string; readonly paths: PathMap },
  work: (workshop: Workshop) => Promise<T>,
): Promise<T> {
  const folder = options.cacheFolder ?? defaultStoreFolder(options.environment ?? process.env);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const store = openStore(folder, options.cacheLimitBytes);
    try {
      return await workWith(store, options, places, work);
    } catch (error) {
      if (!store.isLost()) throw error;
    } finally {
      store.close();
    }
  }
  throw cacheRefused(folder, new Error(`it was removed ${ATTEMPTS} times while the build ran`));
}

async function workWith<T>(
  store: Store,
  options: WorkshopOptions,
  places: { readonly hashesFile: string; readonly paths: PathMap },
  work: (workshop: Workshop) => Promise<T>,
): Promise<T> {
  const hashes = openFileHashes(places.hashesFile);
  const tools = createToolRunner(options.environment ?? process.env, options);
  try {
    return await work({
      store,
      hashes,
      paths: places.paths,
      tools,
      shadows: createShadows(),
      launcher: options.launcher?.split(/\s+/).filter(Boolean),
      colour: options.colour,
      once: createCompileOnce(),
      reporter: options.reporter ?? {},
    });
  } finally {
    await tools.close();
    hashes.save();
  }
}
