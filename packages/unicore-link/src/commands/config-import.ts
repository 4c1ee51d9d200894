import { existsSync } from 'node:fs';
import { basename, relative, resolve } from 'node:path';
import { type ImportedLibrary, importLibrary } from '@unicore/options';
import type { RunCommand } from '../command.ts';
import { readKconfigFile } from '../config/read-kconfig-file.ts';
import { usage } from '../errors.ts';
import { writeIfChanged } from '../write-if-changed.ts';

const configImport: RunCommand = async ({ cwd, reporter }, { values, operands }) => {
  const out = values.out === undefined ? undefined : resolve(cwd, values.out);
  if (out !== undefined && existsSync(out)) {
    throw usage(
      `${relative(process.cwd(), out)} is there already.`,
      'Name another file with --out, or move that one away.',
    );
  }
  const { root, tree } = readKconfigFile(resolve(cwd, operands[0] ?? 'Kconfig'), cwd, values);
  for (const { file, line, text } of tree.warnings) reporter.note(`${file}:${line}: ${text}`);
  const imported = importLibrary(tree);
  for (const problem of imported.problems) reporter.note(problem);
  const text = formatDescriptor(values.name ?? nameOf(root), imported);
  if (out === undefined) reporter.result(text.trimEnd());
  else {
    writeIfChanged(out, text);
    reporter.result(
      `${relative(process.cwd(), out)}: ${Object.keys(imported.options).length} options of ${tree.files.length} files`,
    );
  }
  reporter.object({ ...imported, files: tree.files, warnings: tree.warnings });
};

function nameOf(root: string): string {
  const name = basename(root)
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]/g, '-');
  return /^[a-z]/.test(name) ? name : 'imported';
}

/** The text of a `unicore.library.ts`: data, as `lib build` takes it. */
function formatDescriptor(name: string, { options, menus, comments }: ImportedLibrary): string {
  const data = {
    name,
    pool: 'main',
    side: 'system',
    summary: `What ${name} does, in one line`,
    sources: ['src/**/*.c'],
    ...(Object.keys(menus).length > 0 && { menus }),
    ...(comments.length > 0 && { comments }),
    options,
  };
  return [
    "import { defineLibrary } from '@unicore/descriptor';",
    '',
    `export default defineLibrary(${JSON.stringify(data, null, 2)});`,
    '',
  ].join('\n');
}

export default configImport;
