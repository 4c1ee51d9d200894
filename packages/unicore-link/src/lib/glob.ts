import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Folders that hold no sources of the package itself. */
const skipped = new Set(['node_modules', '.git', '.unicore', 'dist', 'build']);

/**
 * Lists the files under `folder`, as sorted POSIX paths relative to it; links are not followed.
 */
export function listFiles(folder: string): readonly string[] {
  const files: string[] = [];
  const walk = (relative: string): void => {
    for (const entry of readdirSync(join(folder, relative), { withFileTypes: true })) {
      const path = relative === '' ? entry.name : `${relative}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!skipped.has(path) && entry.name !== 'node_modules') walk(path);
      } else if (entry.isFile()) {
        files.push(path);
      }
    }
  };
  walk('');
  return files.toSorted();
}

/** Tells whether a path pattern holds anything but a plain name. Pure. */
export function isGlob(pattern: string): boolean {
  return /[*?[{]/.test(pattern);
}

/**
 * Finds what a pattern names as glob(3) does, from `folder` on where it is relative: sorted, through links, hidden names only
 * where a dot stands in the pattern, and no `**`.
 */
export function expandGlob(folder: string, pattern: string): readonly string[] {
  let found: readonly string[] = [pattern.startsWith('/') ? '/' : ''];
  for (const segment of pattern.split('/').filter((one) => one !== '')) {
    const matches = globToRegExp(segment);
    const isMatch = (name: string): boolean =>
      matches.test(name) && (segment.startsWith('.') || !name.startsWith('.'));
    found = found.flatMap((base) => {
      const names = isGlob(segment) ? namesIn(resolve(folder, base)).filter(isMatch) : [segment];
      return names.map((name) => `${base}${name}/`);
    });
  }
  return found.map((path) => path.slice(0, -1)).toSorted();
}

/** What is in a folder; nothing where it is none, or may not be read. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/**
 * Turns a glob into a regular expression on a whole relative path: `*` and `?` stay within a folder, `**` as a whole
 * segment crosses folders, `{a,b}` is one of several, `[a-z]` one character. One that is none, as `{a` or `[z-a]`, matches
 * nothing. Pure.
 */
export function globToRegExp(glob: string): RegExp {
  let source = '';
  let braces = 0;
  for (let at = 0; at < glob.length; at++) {
    const char = glob.charAt(at);
    if (char === '*') {
      const whole = glob.startsWith('**', at) && (at === 0 || glob[at - 1] === '/');
      if (whole && glob[at + 2] === '/') {
        source += '(?:[^/]+/)*';
        at += 2;
      } else if (whole && at + 2 === glob.length) {
        source += '.*';
        at += 1;
      } else {
        while (glob[at + 1] === '*') at++;
        source += '[^/]*';
      }
    } else if (char === '?') source += '[^/]';
    else if (char === '{') {
      braces++;
      source += '(?:';
    } else if (char === '}' && braces > 0) {
      braces--;
      source += ')';
    } else if (char === ',' && braces > 0) source += '|';
    else if (char === '[' && glob.includes(']', at)) {
      const end = glob.indexOf(']', at);
      source += `[${glob
        .slice(at + 1, end)
        .replace(/^!/, '^')
        .replaceAll('\\', '\\\\')}]`;
      at = end;
    } else source += char.replace(/[\\^$.|+()[\]{}]/, '\\$&');
  }
  try {
    return new RegExp(`^${source}$`);
  } catch {
    return /(?!)/;
  }
}
