// The code in the documentation, checked as a reader would use it: ```ts blocks are modules that must typecheck against
// the workspace's packages, ```c blocks and main.c files of console sessions must compile against the public headers.
// With `fragment` behind the language (```c fragment) a block is part of a file: C statements are put into a function,
// of TypeScript only the syntax is checked.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const strict = ['-std=gnu11', '-Wall', '-Wextra', '-Werror', '-fsyntax-only'];

/** What does not typecheck or compile, a compiler's output for each; nothing if all does. */
export function brokenExamples(root, files) {
  const blocks = files.flatMap((file) => codeBlocks(file, readFileSync(join(root, file), 'utf8')));
  return [...brokenModules(root, blocks), ...brokenCFiles(root, blocks)].join('\n');
}

/** Code of a Markdown text, each with its place: fenced ts and c blocks, and C files that a console session writes. */
function codeBlocks(file, text) {
  return [...text.matchAll(/^( *)```(\w+)( fragment)?\n([^]*?)^\1```$/gm)].flatMap((match) => {
    const [, indent, language, fragment, body] = match;
    const line = text.slice(0, match.index).split('\n').length + 1;
    const code = body.replaceAll(new RegExp(`^${indent}`, 'gm'), '');
    if (language === 'console') {
      return [...code.matchAll(/<< 'END'\n([^]*?)^END$/gm)]
        .filter(({ index }) => /\.c\b.*$/.test(code.slice(0, index)))
        .map((here) => ({
          file,
          line: line + code.slice(0, here.index).split('\n').length,
          language: 'c',
          fragment: false,
          code: here[1],
        }));
    }
    return ['ts', 'c'].includes(language)
      ? [{ file, line, language, fragment: fragment !== undefined, code }]
      : [];
  });
}

/** One run of tsc over all of them, in a folder from which the workspace's packages resolve. */
function brokenModules(root, blocks) {
  const folder = join(root, 'build/doc-code');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, '.unicore'), { recursive: true });
  // What `unicore-link sync` would write, with nothing installed: configs may refer to it.
  writeFileSync(join(folder, '.unicore/types.d.ts'), 'export {};\n');
  const places = new Map();
  for (const block of blocks.filter(({ language }) => language === 'ts')) {
    const name = `${block.file.replaceAll(/\W+/g, '-')}-${block.line}.ts`;
    places.set(name, block);
    writeFileSync(join(folder, name), block.fragment ? `// @ts-nocheck\n${block.code}` : block.code);
  }
  if (places.size === 0) return [];
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ extends: '../../tsconfig.base.json', include: ['*.ts', '.unicore/*.d.ts'] }),
  );
  const done = spawnSync(join(root, 'node_modules/.bin/tsc'), ['--pretty', 'false', '-p', folder], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (done.status === 0) return [];
  return [
    `${done.stdout}${done.stderr}${done.error ?? ''}`.replaceAll(
      /^([\w-]+\.ts)\((\d+),/gm,
      (all, name, line) => {
        const block = places.get(name);
        return block
          ? `${block.file}:${block.line - 1 + Number(line) - (block.fragment ? 1 : 0)} (column `
          : all;
      },
    ),
  ];
}

/** Each by itself, as an application's source would be compiled: against the headers of all libraries that have some. */
function brokenCFiles(root, blocks) {
  const includes = includeFolders(root);
  const compilerHeaders = spawnSync('gcc', ['-print-file-name=include'], { encoding: 'utf8' }).stdout.trim();
  const freestanding = ['-ffreestanding', '-nostdinc', '-isystem', compilerHeaders];
  const config = ['ASSERT_TEXT', 'SMP', 'PREEMPT', 'TRACE', 'HOST_READS', 'FRAME_POINTERS'].map(
    (option) => `-DUC_CONFIG_API_${option}=0`,
  );
  return blocks
    .filter(({ language }) => language === 'c')
    .flatMap((block) => {
      // Tests on platform hosted are programs of the host, with its C library.
      const hosted = /#include <uc\/(hosted|test)\.h>|#include <uc\/suites\//.test(block.code);
      const folders = includes.filter((folder) => !hosted || !folder.endsWith('/main/libc/include'));
      const done = spawnSync(
        'gcc',
        [...strict, ...config, ...(hosted ? [] : freestanding)]
          .concat(folders.map((folder) => `-I${folder}`))
          .concat('-x', 'c', '-'),
        { cwd: root, input: cFile(block), encoding: 'utf8' },
      );
      return done.status === 0 ? [] : [`${done.stderr}${done.error ?? ''}`];
    });
}

function includeFolders(root) {
  const pools = join(root, 'libs-native');
  const libraries = readdirSync(pools).flatMap((pool) =>
    readdirSync(join(pools, pool)).map((library) => join(pools, pool, library)),
  );
  // The guide for authors calls what `npm create unicore -- --library` writes.
  libraries.push(join(root, 'packages/create-unicore/templates/library/none'));
  return libraries.map((library) => join(library, 'include'));
}

/** The block as a whole file; messages name its place in the documentation. */
function cFile({ file, line, fragment, code }) {
  const place = (at) => `#line ${at} "${file}"\n`;
  if (!fragment) return place(line) + code;
  const lines = code.split('\n');
  const isInclude = (text) => text.startsWith('#include');
  const keep = (which) => lines.map((text) => (isInclude(text) === which ? text : '')).join('\n');
  return `${place(line)}${keep(true)}\nvoid fragment(void);\nvoid fragment(void)\n{\n${place(line)}${keep(false)}\n}\n`;
}
