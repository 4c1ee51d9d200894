// Makes what musl's own Makefile generates, for each architecture, into `vendor/generated/<architecture>/`, by the rules of its
// `tools/mkalltypes.sed` and of its target bits/syscall.h; and, with our additions, headers in which the name of a system call
// is a function. Node built-ins only: it runs before anything is installed.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(dirname(fileURLToPath(import.meta.url))), 'vendor');

/** Our names of architectures, and musl's. */
const architectures = { arm32: 'arm', arm64: 'aarch64', mips: 'mips', x86_64: 'x86_64' };

rmSync(join(root, 'generated'), { recursive: true, force: true });
for (const [name, folder] of Object.entries(architectures)) {
  const target = join(root, 'generated', name);
  const bits = join(target, 'public', 'bits');
  copyHeaders([join(root, 'arch/generic/bits'), join(root, 'arch', folder, 'bits')], bits);
  copyHeaders([join(root, 'arch/generic'), join(root, 'arch', folder)], join(target, 'private'));
  const types = read('arch', folder, 'bits/alltypes.h.in') + read('include/alltypes.h.in');
  write(join(bits, 'alltypes.h'), types.replaceAll(/^(?:TYPEDEF|STRUCT|UNION).*$/gm, defineOnce));
  const calls = read('arch', folder, 'bits/syscall.h.in');
  write(join(bits, 'syscall.h'), calls + calls.replaceAll('__NR_', 'SYS_'));
  write(join(target, 'private/bits/syscall.h'), directCalls(calls));
  write(join(target, 'private/syscall_list.h'), callList(calls));
}
write(join(root, 'generated/version.h'), `#define VERSION "${read('VERSION').trim()}"\n`);
write(join(root, 'generated/exports.json'), `${JSON.stringify(publicNames(), null, 1)}\n`);

function copyHeaders(folders, target) {
  for (const folder of folders) {
    for (const name of readdirSync(folder)) {
      if (name.endsWith('.h')) write(join(target, name), readFileSync(join(folder, name), 'utf8'));
    }
  }
}

/** `TYPEDEF long time_t;`: only for those who ask for it by __NEED_time_t, and once. */
function defineOnce(line) {
  const type = /^TYPEDEF (.*) ([^ ]*);$/.exec(line);
  if (type) return guarded(type[2], `typedef ${type[1]} ${type[2]};`);
  const [, kind, name, body] = /^(STRUCT|UNION) * ([^ ]*) (.*);$/.exec(line);
  return guarded(`${kind.toLowerCase()}_${name}`, `${kind.toLowerCase()} ${name} ${body};`);
}

function guarded(name, text) {
  return `#if defined(__NEED_${name}) && !defined(__DEFINED_${name})\n${text}\n#define __DEFINED_${name}\n#endif\n`;
}

/**
 * The names of system calls for musl's own sources: numbers as before, but of enumerators, so that a macro can turn the
 * name into that of a function.
 */
function directCalls(text) {
  const calls = [...text.matchAll(/^#define\s+__NR_(\w+)\s+(.*)$/gm)];
  return calls
    .map(([, name, number]) =>
      [
        `enum { SYS_${name} = ${number.trim().replace(/^\(__NR_/, '(SYS_')} };`,
        `#define SYS_${name} SYS_${name}`,
        `#define MUSL_CALL_SYS_${name} uc_sys_${name}`,
        `long uc_sys_${name}();`,
      ].join('\n'),
    )
    .join('\n')
    .concat('\n');
}

/** `MUSL_SYSCALLS(CALL)` is `CALL(name, number)` for each number, once: musl gives some names the numbers of others. */
function callList(text) {
  const names = new Map(
    [...text.matchAll(/^#define\s+__NR_(\w+)\s+(\d\w*)/gm)].map(([, name, number]) => [Number(number), name]),
  );
  return `#define MUSL_SYSCALLS(CALL) \\\n${[...names].map(([number, name]) => `CALL(${name}, ${number})`).join(' \\\n')}\n`;
}

/**
 * Names that public headers use in the way of functions and variables, and that stand at the beginning of a line of some
 * source, where definitions do: a few more than there are, never less.
 */
function publicNames() {
  const defined = new Set();
  for (const path of readdirSync(join(root, 'src'), { recursive: true })) {
    if (!/\.[cs]$/.test(path)) continue;
    for (const [line] of read('src', path).matchAll(/^(?:[A-Za-z_]|\.global ).*$/gm)) {
      for (const [name] of line.matchAll(/[A-Za-z_]\w*/g)) defined.add(name);
    }
  }
  const names = new Set();
  for (const path of readdirSync(join(root, 'include'), { recursive: true })) {
    if (!path.endsWith('.h')) continue;
    const text = read('include', path).replaceAll(/\/\*[\s\S]*?\*\//g, ' ');
    for (const [, name] of text.matchAll(/\b([A-Za-z_]\w*)\s*\(/g)) names.add(name);
    for (const [declaration] of text.matchAll(/^extern[^;(]*;/gm)) {
      for (const [, name] of declaration.matchAll(/([A-Za-z_]\w*)\s*(?:\[[^\]]*\])?\s*(?=[,;])/g))
        names.add(name);
    }
  }
  return [...names].filter((name) => defined.has(name)).toSorted();
}

function read(...path) {
  return readFileSync(join(root, ...path), 'utf8');
}

function write(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
