export type Manager = 'npm' | 'pnpm' | 'yarn';

/** The package manager that started this process, by the name that each puts into its environment; else npm. Pure. */
export function callingManager(env: NodeJS.ProcessEnv): Manager {
  const name = /^(npm|pnpm|yarn)\//.exec(env['npm_config_user_agent'] ?? '')?.[1];
  return (name as Manager | undefined) ?? 'npm';
}

/** The command that runs this program again with (args); npm keeps what stands before `--` to itself. Pure. */
export function createCommand(manager: Manager, folder: string, args: string): string {
  return `${manager} create unicore ${folder}${manager === 'npm' && args !== '' ? ' --' : ''}${args === '' ? '' : ` ${args}`}`;
}
