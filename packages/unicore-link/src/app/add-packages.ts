import { installCommand } from '@unicore/resolve';
import { findProgram, passCommand } from '@unicore/runner';
import type { CommandContext } from '../command.ts';
import { addFailed, managerMissing } from '../errors.ts';
import { packageManagerOf } from './package-manager.ts';

/**
 * Prints and runs the package manager's own command that adds packages to an application.
 *
 * @throws {UnicoreError} `ERR_UNICORE_ADD_FAILED`, `ERR_UNICORE_MANAGER_MISSING`
 */
export async function addPackages(
  folder: string,
  packages: readonly string[],
  context: CommandContext,
): Promise<void> {
  const command = installCommand(packageManagerOf(folder), packages);
  const [program = '', ...args] = command.split(' ');
  if (findProgram(program) === undefined)
    throw managerMissing(program, folder, alternativesTo(program, packages));
  context.reporter.note(`$ ${command}`);
  const status = await passCommand(program, args, { cwd: folder, signal: context.signal });
  if (status !== 0) throw addFailed(command, status);
}

/** Commands of the package managers that are installed. */
function alternativesTo(program: string, packages: readonly string[]): readonly string[] {
  return (['npm', 'pnpm', 'yarn'] as const)
    .filter((name) => name !== program && findProgram(name) !== undefined)
    .map((name) => installCommand(name, packages));
}
