import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { UnicoreError } from '@unicore/descriptor';

/** `add`: the package manager said no; it has printed why. */
export function addFailed(command: string, status: number): UnicoreError {
  return new UnicoreError('ERR_UNICORE_ADD_FAILED', `"${command}" ended with status ${status}.`, {
    hint: 'Its own words stand above. Nothing else was changed.',
  });
}

/** The application's config threw while it was evaluated, or is not what a config must be. */
export function configFailed(path: string, cause: unknown): UnicoreError {
  const place = `${path}${lineIn(path, cause)}`;
  return new UnicoreError('ERR_UNICORE_CONFIG_FAILED', `${place} does not evaluate: ${messageOf(cause)}`, {
    hint: "A config is: import { defineApp } from 'unicore-link'; export default defineApp({ ... });",
    cause,
  });
}

/** The config imports a package of the pool: those are data that the linker reads, no code. */
export function configImportsLibrary(path: string, specifier: string, line: number): UnicoreError {
  return new UnicoreError(
    'ERR_UNICORE_CONFIG_IMPORTS_LIBRARY',
    `${path}:${line} imports "${specifier}", which is a library of the pool.`,
    {
      hint:
        'Libraries are data: no code of theirs runs on your machine. Remove the import; having the package among the\n' +
        '`dependencies` selects it, and `options: { <name>: { ... } }` in the config sets its options.',
    },
  );
}

/** A source of an application in C++, for which an image has no library. */
export function isCPlusPlus(folder: string, file: string): UnicoreError {
  return new UnicoreError('ERR_UNICORE_CPLUSPLUS', `${folder}/${file} is C++; images hold C and assembly.`, {
    hint:
      'There is no C++ library for images yet: that of this machine works on its own C library alone. Where the file is no\n' +
      "part of the program, name those that are in the config: sources: ['src/*.c'].",
  });
}

/** `config oldconfig`: the answers ended before the questions. */
export function configUnanswered(open: readonly string[]): UnicoreError {
  const shown = open.slice(0, 20);
  if (open.length > shown.length) shown.push(`and ${open.length - shown.length} more`);
  return new UnicoreError(
    'ERR_UNICORE_CONFIG_UNANSWERED',
    `Nobody answers for what is new, and .config stays as it is:\n${shown.map((line) => `  ${line}`).join('\n')}`,
    {
      hint: 'Run it at a terminal, or give it an answer a line on stdin. To take what is shown: unicore-link config olddefconfig',
    },
  );
}

/** The descriptor of a library threw while it was evaluated, or exports something else. */
export function descriptorFailed(path: string, cause: unknown): UnicoreError {
  return new UnicoreError('ERR_UNICORE_DESCRIPTOR_FAILED', `${path} does not evaluate: ${messageOf(cause)}`, {
    hint: "A descriptor is: import { defineLibrary } from '@unicore/descriptor'; export default defineLibrary({ ... });",
    cause,
  });
}

/** Conditions in a descriptor that do not parse, or name what is not there. */
export function expressionsFailed(
  path: string,
  problems: readonly { readonly path: string; readonly text: string; readonly line?: number | undefined }[],
): UnicoreError {
  const lines = problems.map(({ line, path: setting, text }) =>
    line === undefined ? `  ${setting}: ${text}` : `  ${path}:${line}: ${setting}: ${text}`,
  );
  return new UnicoreError(
    'ERR_UNICORE_DESCRIPTOR_EXPRESSION',
    `${path} has conditions that do not hold together:\n${lines.join('\n')}`,
    {
      hint: 'Operators are ! && || = != < <= > >= and ( ); names are ipv6, lwip.ipv6, lib.lwip, contract.netstack, arch.',
    },
  );
}

/** An operand of `diff` that is neither an image nor a configuration. */
export function notComparable(path: string, why: string): UnicoreError {
  return new UnicoreError('ERR_UNICORE_NOT_COMPARABLE', `${path} cannot be compared: ${why}.`, {
    hint: 'Give the folder of an image, as build/kvm-x86_64, or a .config file, as .unicore/kvm-x86_64/config.',
  });
}

/** `lib check` found something; the findings stand above. */
export function libraryCheckFailed(name: string, findings: number): UnicoreError {
  return new UnicoreError(
    'ERR_UNICORE_LIBRARY_CHECK_FAILED',
    `${name}: ${findings} ${findings === 1 ? 'finding' : 'findings'}.`,
    { hint: 'Each line above says where, and what mends it.' },
  );
}

/** A `lib` command, in a folder without a descriptor. */
export function noDescriptor(folder: string): UnicoreError {
  return new UnicoreError('ERR_UNICORE_NO_DESCRIPTOR', `There is no unicore.library.ts in ${folder}.`, {
    hint: `Go to the library's folder, or write the smallest descriptor there:

    import { defineLibrary } from '@unicore/descriptor';

    export default defineLibrary({
      name: 'mylib',
      pool: 'main',
      side: 'system',
      summary: 'What it does, in one line',
      sources: ['src/**/*.c'],
      includes: { public: ['include'] },
    });`,
  });
}

/** A file system is full; which one, the system has said by the file. */
export function noSpace(path: string, cause: Error): UnicoreError {
  return new UnicoreError('ERR_UNICORE_NO_SPACE', `No space is left for ${path}: ${cause.message}.`, {
    hint: `See what is full with: df -h ${lastingFolder(path)}\nFree space there, or put it elsewhere: TMPDIR=/folder for what a run needs, XDG_CACHE_HOME=/folder for what builds keep`,
    cause,
  });
}

/** Of what is gone by the time that a user looks, the folder that stays. */
function lastingFolder(path: string): string {
  const folder = dirname(path);
  return folder === path || existsSync(folder) ? folder : lastingFolder(folder);
}

/** The system refused a file: rights, or a file system that is mounted read-only. */
export function notPermitted(path: string, cause: Error): UnicoreError {
  return new UnicoreError('ERR_UNICORE_NOT_PERMITTED', `The system refuses ${path}: ${cause.message}.`, {
    hint: `See whose it is: ls -ld ${path} ${dirname(path)}\nTo own what builds write: sudo chown -R $USER build .unicore; another cache: XDG_CACHE_HOME=/folder`,
    cause,
  });
}

/** The package manager that a project uses is not there; (alternatives) are the commands of those that are. */
export function managerMissing(
  program: string,
  folder: string,
  alternatives: readonly string[],
): UnicoreError {
  const mend =
    program === 'npm'
      ? 'It comes with Node.js; Debian and Ubuntu: sudo apt-get install npm'
      : `To install it: npm install --global ${program}`;
  return new UnicoreError(
    'ERR_UNICORE_MANAGER_MISSING',
    `"${program}", the package manager of ${folder}, is not on PATH; nothing was added.`,
    { hint: [mend, ...alternatives.map((command) => `Or by another one: ${command}`)].join('\n') },
  );
}

/** `lib test`: the platform that tests run on is not installed. */
export function noHosted(folder: string): UnicoreError {
  return new UnicoreError(
    'ERR_UNICORE_NO_HOSTED',
    `Tests run on platform "hosted", whose library is not installed for ${folder}.`,
    {
      hint: 'Run: npm install --save-dev @unicore/lib-hosted',
    },
  );
}

/** `menuconfig` without a terminal; (kconfig) is the file that it was to configure by. */
export function noTerminal(kconfig: string | undefined): UnicoreError {
  return new UnicoreError(
    'ERR_UNICORE_NO_TERMINAL',
    'menuconfig needs a terminal: its input and its output have to be one, and TERM must not be "dumb".',
    {
      hint:
        kconfig === undefined
          ? 'Over ssh: ssh -t. In a script: write the settings into unicore.config.ts; `npx unicore-link options` lists them with their values.'
          : 'Over ssh: ssh -t. In a script: write the .config itself, or `unicore-link config --help`.',
    },
  );
}

/** A folder that is in no npm package. */
export function noPackage(folder: string): UnicoreError {
  return new UnicoreError(
    'ERR_UNICORE_NO_PACKAGE_JSON',
    `There is no package.json in ${folder} or above it.`,
    {
      hint: 'An application is an npm package. Make one of this folder:\n\n    npm init -y && npm install unicore-link @unicore/lib-libc @unicore/lib-linuxuplat',
    },
  );
}

/** An application without a C file; (hasOther): what is called main.c is a folder, or a link that leads nowhere. */
export function noSource(folder: string, hasOther = false): UnicoreError {
  const found = hasOther
    ? `${folder}/main.c is no file (a folder, or a link that leads nowhere), and there is`
    : `${folder} has no main.c, and`;
  return new UnicoreError('ERR_UNICORE_NO_SOURCE', `${found} no C file under src/.`, {
    hint: `The smallest main.c to start from:

    #include <stdio.h>

    int main(void)
    {
        printf("hello\\n");
        return 0;
    }`,
  });
}

/** A pattern in `sources` of a descriptor or config that no file meets. */
export function patternMatchesNothing(path: string, pattern: string): UnicoreError {
  return new UnicoreError('ERR_UNICORE_PATTERN_MATCHES_NOTHING', `${path}: no file matches "${pattern}".`, {
    hint: 'Patterns are relative to the package root. Are upstream sources fetched yet (vendor/), and is the name right?',
  });
}

/** Two places configure one application. */
export function twoConfigs(first: string, second: string): UnicoreError {
  return new UnicoreError('ERR_UNICORE_TWO_CONFIGS', `Two configs: ${first} and ${second}.`, {
    hint: 'Keep one of them.',
  });
}

/** `add`: no library of the pool has that short name. */
export function unknownPoolName(name: string, suggestion: string): UnicoreError {
  return new UnicoreError(
    'ERR_UNICORE_UNKNOWN_POOL_NAME',
    `No library of the pool is called "${name}".${suggestion}`,
    {
      hint: 'A full npm name, with its scope, is taken as it stands: unicore-link add @someone/lib-thing',
    },
  );
}

/** `lib test`: a case that is not there. */
export function unknownTest(name: string): UnicoreError {
  return new UnicoreError('ERR_UNICORE_UNKNOWN_TEST', `There is no test case tests/${name}/ with C files.`, {
    hint: 'unicore-link lib test runs them all.',
  });
}

/** An option of the command line with a value that it does not take. */
export function usage(message: string, hint?: string): UnicoreError {
  return new UnicoreError('ERR_UNICORE_USAGE', message, { hint });
}

/** `:6`, where what a file threw tells the line of it. */
function lineIn(path: string, cause: unknown): string {
  const stack = cause instanceof Error ? (cause.stack ?? '') : '';
  const [, rest] = stack.split(`${path}:`);
  const line = /^\d+/.exec(rest ?? '')?.[0];
  return line === undefined ? '' : `:${line}`;
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

/** An image is larger than its config allows. */
export function overBudget(
  target: string,
  breaches: readonly string[],
  culprits: readonly string[],
): UnicoreError {
  return new UnicoreError(
    'ERR_UNICORE_OVER_BUDGET',
    `The image for ${target} is over its budget: ${breaches.join('; ')}.\n${culprits.map((line) => `  ${line}`).join('\n')}`,
    {
      hint: 'What it holds: npx unicore-link size --by symbol. The limits stand in the config, as budget: { imageBytes, memoryBytes }.',
    },
  );
}
