import { captureCommand, findProgram } from '@unicore/runner';
import { packageManagerOf } from '../app/package-manager.ts';
import { type Distribution, lacking } from './distribution.ts';
import type { Examination } from './examination.ts';

/** Node.js, and the package managers: the project's own is the one that `add` calls. */
export async function examineNode(
  folder: string,
  distribution: Distribution,
): Promise<readonly Examination[]> {
  const own = packageManagerOf(folder);
  const node = { group: 'node', name: 'node', state: 'ok' } as const;
  return [
    { ...node, detail: `${process.version} ${process.execPath}` },
    ...(await Promise.all(
      (['npm', 'pnpm', 'yarn'] as const).map((name) =>
        examineManager(name, { folder, own: name === own, distribution }),
      ),
    )),
  ];
}

interface Context {
  readonly folder: string;
  /** It is this project's. */
  readonly own: boolean;
  readonly distribution: Distribution;
}

async function examineManager(name: string, { folder, own, distribution }: Context): Promise<Examination> {
  const state = own ? 'limited' : 'optional';
  const purpose = own ? 'adds libraries to this project' : "this project's is another one";
  if (findProgram(name) === undefined) {
    const detail = `not installed: ${purpose}`;
    if (name !== 'npm') return { group: 'node', name, state, detail, mend: `npm install --global ${name}` };
    const packages = { debian: 'npm', fedora: 'nodejs-npm', arch: 'npm', alpine: 'npm' };
    return { group: 'node', name, state, ...lacking(detail, distribution, packages) };
  }
  // Corepack's stand-ins would fetch what they stand for.
  const { status, stdout } = await captureCommand(name, ['--version'], {
    cwd: folder,
    env: { COREPACK_ENABLE_NETWORK: '0' },
    timeoutMs: 20_000,
  });
  if (status === 0) {
    const detail = `${stdout.trim()}${own ? ", this project's" : ''}`;
    return { group: 'node', name, state: 'ok', detail };
  }
  return { group: 'node', name, state, detail: `it is there and does not run: ${purpose}` };
}
