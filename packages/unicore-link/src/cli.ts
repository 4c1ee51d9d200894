import { runCli } from './run-cli.ts';

/** Code of a config that ends the process must not look like a build that succeeded. */
const onExit = (status: number): void => {
  if (status !== 0) return;
  process.exitCode = 1;
  process.stderr.write(
    'error: the process ended before the command did. Does unicore.config.ts call process.exit(), or await what never comes?\n',
  );
};
process.on('exit', onExit);
const status = await runCli(process.argv.slice(2));
process.off('exit', onExit);
// A config may have left a timer or a server behind, which would keep the process for ever; what was printed into a
// slow pipe must get there first.
await Promise.all([flush(process.stdout), flush(process.stderr)]);
process.exit(status);

/** Resolves once all that was written has been read off the process, or nobody reads it any more. */
function flush(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write('', () => resolve()));
}
