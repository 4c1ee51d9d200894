import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { join } from 'node:path';

import { runCommand } from './run-command.ts';

export interface Registry {
  readonly url: string;
  /** Environment in which npm, pnpm and Yarn talk to this registry alone. */
  readonly env: NodeJS.ProcessEnv;
  stop(): Promise<void>;
}

/**
 * Starts verdaccio on a free port of loopback, with its storage in `folder`. What is not published to it (commander,
 * valibot, ...) it fetches from the registry that npm is set to; our own names it never looks up elsewhere.
 */
export async function startRegistry(folder: string): Promise<Registry> {
  await mkdir(folder, { recursive: true });
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  const { stdout: uplink } = await runCommand('npm', ['config', 'get', 'registry'], { cwd: folder });
  const config = {
    storage: join(folder, 'storage'),
    uplinks: { upstream: { url: uplink.trim(), timeout: '60s', max_fails: 10, cache: true } },
    packages: {
      '@unicore/*': { access: '$all', publish: '$all' },
      '@acme/*': { access: '$all', publish: '$all' },
      'create-unicore': { access: '$all', publish: '$all' },
      'unicore-link': { access: '$all', publish: '$all' },
      '**': { access: '$all', proxy: 'upstream' },
    },
    log: { type: 'stdout', format: 'pretty', level: 'warn' },
    max_body_size: '100mb',
  };
  const file = join(folder, 'config.json');
  await writeFile(file, JSON.stringify(config));
  const npmrc = join(folder, 'npmrc');
  await writeFile(
    npmrc,
    `registry=${url}\n//127.0.0.1:${port}/:_authToken=nobody\naudit=false\nfund=false\nupdate-notifier=false\n`,
  );
  const bin = createRequire(import.meta.url).resolve('verdaccio/bin/verdaccio');
  const child = spawn(process.execPath, [bin, '--config', file, '--listen', `127.0.0.1:${port}`], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (log += String(chunk)));
  await answering(url, child, () => log);
  const env = {
    ...withoutNpmSettings(process.env),
    NPM_CONFIG_USERCONFIG: npmrc,
    npm_config_userconfig: npmrc,
    npm_config_registry: url,
    npm_config_cache: join(folder, 'npm-cache'),
    YARN_NPM_REGISTRY_SERVER: url.slice(0, -1),
    YARN_UNSAFE_HTTP_WHITELIST: '127.0.0.1',
    YARN_ENABLE_TELEMETRY: '0',
    // Yarn waits some days before it takes what was published just now.
    YARN_NPM_MINIMAL_AGE_GATE: '0',
    YARN_ENABLE_GLOBAL_CACHE: '0',
    YARN_GLOBAL_FOLDER: join(folder, 'yarn'),
    YARN_NODE_LINKER: 'node-modules',
    YARN_ENABLE_IMMUTABLE_INSTALLS: '0',
    CI: 'true',
  };
  return {
    url,
    env,
    async stop() {
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'close');
    },
  };
}

/** Settings that npm hands to the scripts it runs would outrank the file that names our registry. */
function withoutNpmSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^npm_/i.test(name)));
}

async function answering(url: string, child: ChildProcess, log: () => string): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (child.exitCode !== null) throw new Error(`verdaccio ended with ${child.exitCode}:\n${log()}`);
    try {
      if ((await fetch(`${url}-/ping`)).ok) return;
    } catch {
      // It does not listen yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  child.kill('SIGTERM');
  throw new Error(`verdaccio does not answer:\n${log()}`);
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
