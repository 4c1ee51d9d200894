import { readApp } from '../app/read-app.ts';
import type { RunCommand } from '../command.ts';
import { noTerminal } from '../errors.ts';
import { runMenu } from '../menuconfig/run-menu.ts';

const menuconfig: RunCommand = async (context, { values }) => {
  const { cwd, reporter, signal } = context;
  const { stdin: input, stdout: output, env } = process;
  if (!input.isTTY || !output.isTTY || env['TERM'] === 'dumb') throw noTerminal(values.kconfig);
  const terminal = { input, output, env, signal };
  if (values.kconfig !== undefined) {
    const { openKconfigHost } = await import('../menuconfig/kconfig-host.ts');
    return runMenu(openKconfigHost(cwd, values), terminal);
  }
  const { openAppHost } = await import('../menuconfig/app-host.ts');
  const host = openAppHost(await readApp(cwd, reporter), values, context);
  const status = await runMenu(host, terminal);
  // They are off the screen by now.
  if (!signal.aborted) for (const line of host.pastes()) reporter.result(line === '' ? '\n' : line);
  return status;
};

export default menuconfig;
