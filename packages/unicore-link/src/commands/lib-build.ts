import { relative } from 'node:path';
import type { RunCommand } from '../command.ts';
import { buildLibrary } from '../lib/build-library.ts';

const libBuild: RunCommand = async ({ cwd, reporter }) => {
  const { library, file, changed } = await buildLibrary(cwd);
  reporter.result(`${relative(process.cwd(), file)}: ${library.name}${changed ? '' : ' (unchanged)'}`);
  reporter.object({ library: library.name, file, changed });
};

export default libBuild;
