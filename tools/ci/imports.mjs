import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

/**
 * Packages that a file of packages/ or tools/ imports and neither its package.json nor the root's names, and dependencies
 * of published packages that nothing in src imports.
 */
export function wrongDependencies(root, files) {
  const read = (file) => readFileSync(join(root, file), 'utf8');
  const ofRoot = Object.keys(JSON.parse(read('package.json')).devDependencies);
  return files
    .filter((file) => /^(packages|tools)\/[\w-]+\/package\.json$/.test(file))
    .flatMap((manifest) => {
      const own = JSON.parse(read(manifest));
      const kinds = [own.dependencies, own.devDependencies, own.peerDependencies];
      const named = [own.name, ...ofRoot, ...kinds.flatMap((kind = {}) => Object.keys(kind))];
      const imports = files
        .filter((file) => file.startsWith(`${dirname(manifest)}/`) && /\.m?[jt]s$/.test(file))
        .flatMap((file) => importsOf(read(file)).map((name) => ({ file, name })));
      const isShipped = ({ file }) => file.startsWith(`${dirname(manifest)}/src/`) && !/\.test\./.test(file);
      const shipped = imports.filter(isShipped).map(({ name }) => name);
      const idle = own.private
        ? []
        : Object.keys(own.dependencies ?? {}).filter((name) => !shipped.includes(name));
      return [
        ...imports
          .filter(({ file, name }) => !named.includes(name) && !file.includes('/fixtures/'))
          .map(({ file, name }) => `${file}: imports ${name}, which ${manifest} does not name`),
        ...idle.map((name) => `${manifest}: nothing in src imports ${name}`),
      ];
    })
    .join('\n');
}

/** Names of the packages that `text` imports, of Node.js's own too where they stand without `node:`. */
function importsOf(text) {
  return ts
    .preProcessFile(text)
    .importedFiles.map(({ fileName }) => /^(@[^/]+\/)?[^./:][^/:]*(?=\/|$)/.exec(fileName)?.[0])
    .filter(Boolean);
}
