import { runCli } from './run-cli.ts';

/** Code of a config that ends the process must not look like a build that succeeded. */
const onExit = (status: number): void => {
  if (status !== 0) return;
  process.exitCode = 1;
  process.stderr.write(
    'error: the process ended before the command did. Does the config call process.exit()?\n',
  );
};
process.on('exit', onExit);
const status = await runCli(process.argv.slice(2));
process.off('exit', onExit);
process.exitCode = status;
