import { spawn } from 'node:child_process';

export interface CommandResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end and returns what it said; throws with all of that where it fails, unless `mayFail`. `detached` gives
 * it a process group of its own. */
export async function runCommand(
  file: string,
  args: readonly string[],
  options: {
    readonly cwd: string;
    readonly env?: NodeJS.ProcessEnv;
    readonly mayFail?: boolean;
    readonly detached?: boolean;
  },
): Promise<CommandResult> {
  const child = spawn(file, args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: options.detached ?? false,
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => (stdout += String(chunk)));
  child.stderr.on('data', (chunk) => (stderr += String(chunk)));
  const status = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
  if (status !== 0 && !options.mayFail) {
    throw new Error(
      `${[file, ...args].join(' ')} ended with ${status} in ${options.cwd}\n${stdout}${stderr}`,
    );
  }
  return { status, stdout, stderr };
}
