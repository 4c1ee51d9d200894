import { userInfo } from 'node:os';
import { execa } from 'execa';
import { programMissing } from '../errors.ts';
import { type Share, shareTag } from '../shares.ts';
import { dieWithParent, findProgram } from '../spawn.ts';
import { givenFd, type Launch } from './platform.ts';

/**
 * Starts a server of 9P for each folder that a process is to see, and plans what the process gets of them.
 *
 * A server ends when the process closes its end of the way to it. Files belong to the user that runs this.
 *
 * @throws {UnicoreError} `ERR_UNICORE_PROGRAM_MISSING`
 */
export function serveShares(
  shares: readonly Share[],
): Pick<Launch, 'givenFds' | 'started' | 'cleanUp'> & { readonly parameters: readonly string[] } {
  if (shares.length === 0) return { parameters: [] };
  const program = findProgram('diod', `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`);
  if (program === undefined)
    throw programMissing(
      'diod',
      'it serves folders to images that are Linux processes',
      'diod',
      'Images for kvm have folders served by QEMU.',
    );
  const servers = shares.map((share) => startServer(program, share));
  const streams = servers.flatMap(({ stdout, stdin }) => [stdout, stdin]);
  return {
    parameters: shares.map(({ path }, index) => {
      const fd = givenFd + 2 * index;
      return `fd-9p.share=${shareTag(index)}:${fd}:${fd + 1}:${path}`;
    }),
    givenFds: streams.map(fdOf),
    started: () => {
      for (const stream of streams) stream.destroy();
    },
    cleanUp: () => {
      for (const server of servers) server.kill();
    },
  };
}

function startServer(program: string, { path, readOnly }: Share) {
  // Who is not root can be nobody else, whatever the guest calls itself.
  const user = process.getuid?.() === 0 ? [] : ['--allsquash', '--squashuser', userInfo().username];
  const [command = '', ...args] = dieWithParent([
    program,
    ...['--foreground', '--no-auth', '--config-file', '/dev/null', '--logdest', 'stderr'],
    ...['--rfdno', '0', '--wfdno', '1', '--export', path],
    ...(readOnly ? ['--export-opts', 'ro'] : []),
    ...user,
  ]);
  return execa(command, args, { stdio: ['pipe', 'pipe', 'ignore'], reject: false, buffer: false });
}

/** Node.js's pipes to a child are socket pairs; the number of one's end has no public name. */
function fdOf(stream: object): number {
  return (Reflect.get(stream, '_handle') as { readonly fd: number }).fd;
}
