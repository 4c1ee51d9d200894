import { installCommand } from '@unicore/resolve';
import { passCommand } from '@unicore/runner';
import type { CommandContext } from '../command.ts';
import { addFailed } from '../errors.ts';
import { packageManagerOf } from './package-manager.ts';

/**
 * Prints and runs the package manager's own command that adds packages to an application.
 *
 * @throws {UnicoreError} `ERR_UNICORE_ADD_FAILED`
 */
export async function addPackages(
  folder: string,
  packages: readonly string[],
  context: CommandContext,
): Promise<void> {
  const command = installCommand(packageManagerOf(folder), packages);
  const [program = '', ...args] = command.split(' ');
  context.reporter.note(`$ ${command}`);
  const status = await passCommand(program, args, { cwd: folder, signal: context.signal });
  if (status !== 0) throw addFailed(command, status);
}
