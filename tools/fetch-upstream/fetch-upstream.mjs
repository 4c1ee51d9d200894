#!/usr/bin/env node
// Fetches the upstream sources that a port pins in its `upstream.json` into the git-ignored folder `vendor/` beside it.
//
//     node ../../../tools/fetch-upstream/fetch-upstream.mjs [FOLDER] [--archive FILE]
//
// FOLDER is the port's, by default the current one. Node built-ins only: it runs before anything is installed.
import { parseArgs } from 'node:util';
import { fetchUpstream } from './fetch.mjs';
import { UpstreamError } from './upstream-error.mjs';

try {
  const { values, positionals } = parseArgs({
    options: { archive: { type: 'string' } },
    allowPositionals: true,
  });
  const result = fetchUpstream(positionals[0] ?? process.cwd(), {
    archive: values.archive ?? process.env.UNICORE_UPSTREAM_ARCHIVE,
  });
  console.error(
    result.fetched
      ? `${result.name} ${result.version}: unpacked into ${result.vendor}`
      : `${result.name} ${result.version}: up to date`,
  );
} catch (error) {
  if (!(error instanceof UpstreamError)) throw error;
  console.error(`error: ${error.message}\n  ${error.hint}`);
  process.exitCode = 1;
}
