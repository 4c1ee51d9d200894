import { UnicoreError } from '@unicore/descriptor';
import type { WantedName } from './link-library.ts';

/** The tar archive of a root file system is damaged, or holds what no file system takes. */
export function badArchive(path: string, what: string): UnicoreError {
  return new UnicoreError('ERR_UNICORE_BAD_ARCHIVE', `The archive ${path} cannot be unpacked: ${what}.`, {
    hint: `See what it holds with: tar -tvf ${shellWord(path)}\nMake it again, as: tar -cf ${shellWord(path)} -C FOLDER .`,
  });
}

/** The object cache can be neither opened nor made. */
export function cacheRefused(folder: string, cause: Error): UnicoreError {
  return new UnicoreError(
    'ERR_UNICORE_CACHE_REFUSED',
    `The folder of the object cache, ${folder}, cannot be made or written: ${cause.message}.`,
    {
      hint: 'Set XDG_CACHE_HOME to the absolute path of a folder that you may write, as: XDG_CACHE_HOME=$HOME/.cache npx unicore-link',
      cause,
    },
  );
}

/** A compiler refused one or more files; `output` is its own text, untouched. */
export function compileFailed(
  failures: readonly { readonly library: string; readonly source: string; readonly output: string }[],
): UnicoreError {
  const text = failures.map(
    ({ library, source, output }) => `${library}: ${source} does not compile\n${output.trimEnd()}`,
  );
  return new UnicoreError('ERR_UNICORE_COMPILE', text.join('\n\n'), {
    hint: "The lines above are the compiler's own. Mend the source, then build again.",
  });
}

export function compilerMissing(missing: {
  readonly command: string;
  readonly architecture: string;
  readonly debianPackage: string;
  readonly hostArchitecture: string;
  /** Named by the user, and no name that a Debian package brings. */
  readonly chosen?: boolean;
}): UnicoreError {
  const foreign = missing.architecture !== missing.hostArchitecture;
  const wayOn = foreign
    ? `\nOr build for this machine, without it: npx unicore-link --plat linuxu --arch ${missing.hostArchitecture}`
    : '';
  return new UnicoreError(
    'ERR_UNICORE_COMPILER_MISSING',
    missing.command.includes('/')
      ? `There is no program ${missing.command}, which was to compile for ${missing.architecture}.`
      : `There is no ${missing.command} on PATH, which compiles for ${missing.architecture}.`,
    {
      hint: missing.chosen
        ? `Correct --compiler (in the config: toolchain.compiler), or take Debian's: sudo apt-get install ${missing.debianPackage}`
        : `Install Debian's package: sudo apt-get install ${missing.debianPackage}${wayOn}`,
    },
  );
}

/** The chosen compiler runs, but is neither gcc nor clang, or lacks its own headers. */
export function compilerUnfit(path: string): UnicoreError {
  return new UnicoreError(
    'ERR_UNICORE_COMPILER_MISSING',
    `${path} does not answer as gcc or clang do: it names no folder of headers, or no libgcc.`,
    {
      hint: 'Take one that does: npx unicore-link --compiler gcc (the setting is toolchain.compiler of the config).',
    },
  );
}

export function diskFull(path: string, cause?: unknown): UnicoreError {
  return new UnicoreError(
    'ERR_UNICORE_DISK_FULL',
    `No space is left to write ${path}. The previous image, if any, is untouched.`,
    {
      hint: `See what is full with: df -h ${shellWord(lastingPlace(path))}\nFree space there, or point XDG_CACHE_HOME to another disk, then build again.`,
      cause,
    },
  );
}

export function duplicateSymbols(
  target: string,
  clashes: readonly { readonly symbol: string; readonly libraries: readonly string[] }[],
  application?: string,
): UnicoreError {
  const nameOf = (name: string) => (name === application ? `the application ${name}` : name);
  const lines = clashes.map(({ symbol, libraries }) => `  ${symbol}: ${libraries.map(nameOf).join(', ')}`);
  return new UnicoreError(
    'ERR_UNICORE_DUPLICATE_SYMBOL',
    `Several parts of the image for ${target} define the same public names:\n${lines.join('\n')}`,
    {
      hint: 'Make all but one static, rename them, or leave all but one of these libraries out of the image.',
    },
  );
}

export function fileMissing(path: string, wanted: string): UnicoreError {
  return new UnicoreError('ERR_UNICORE_FILE_MISSING', `${wanted} does not exist: ${path}`, {
    hint: `Create it, or take it out of the configuration.${path.includes('/node_modules/') ? ' A package that lost files is mended by installing it anew: npm ci' : ''}`,
  });
}

export function imageTooLarge(sizeBytes: number): UnicoreError {
  return new UnicoreError(
    'ERR_UNICORE_IMAGE_TOO_LARGE',
    `The image with its initrd is ${Math.ceil(sizeBytes / 2 ** 20)} MiB long; bootable media hold 2 GiB at most.`,
    { hint: 'Leave out of the initrd what the application does not read, or keep it on a disk of its own.' },
  );
}

/** Objects of one library, or of the application, clash; `output` is the linker's own text. */
export function libraryLinkFailed(
  { name, isApplication }: { readonly name: string; readonly isApplication?: true },
  output: string,
): UnicoreError {
  return new UnicoreError(
    'ERR_UNICORE_LIBRARY_LINK',
    `The objects of ${isApplication ? 'the application' : 'library'} ${name} do not join.\n${output.trimEnd()}`,
    {
      hint: isApplication
        ? "Two of its sources define the same name: make one static, or name those alone that are part of the program, in the config: sources: ['src/*.c']."
        : 'Two of its sources define the same name, or are alternatives of which one belongs behind a condition in `sources` of its unicore.library.ts.',
    },
  );
}

export function linkFailed(
  target: string,
  output: string,
  undefinedNames: readonly WantedName[],
): UnicoreError {
  const lines = undefinedNames.map(({ symbol, libraries, leftOutOf }) =>
    [
      `  ${symbol}: wanted by ${libraries.join(', ')}`,
      ...leftOutOf.map((library) => `${library} has it beside other libraries, which its README names`),
    ].join('; '),
  );
  const names = lines.length > 0 ? `\nNobody in this image defines:\n${lines.join('\n')}` : '';
  return new UnicoreError(
    'ERR_UNICORE_LINK',
    `The image for ${target} does not link.\n${output.trimEnd()}${names}`,
    {
      hint:
        lines.length > 0
          ? 'Add a library that defines these names, or an option that compiles them. What the image holds: npx unicore-link plan'
          : "The lines above are the linker's own.",
    },
  );
}

export function noCompilerKnown(architecture: string, known: readonly string[]): UnicoreError {
  return new UnicoreError(
    'ERR_UNICORE_NO_COMPILER_KNOWN',
    `No compiler is known for the architecture ${architecture}.`,
    { hint: `Compilers are known for ${known.join(', ')}: choose with --arch.` },
  );
}

export function noLinkerScript(
  library: string,
  architecture: string,
  known: readonly string[],
): UnicoreError {
  return new UnicoreError(
    'ERR_UNICORE_NO_LINKER_SCRIPT',
    `The platform library ${library} has no linker script for ${architecture}.`,
    { hint: `It has one for ${known.join(', ') || 'no architecture'}: choose with --arch.` },
  );
}

/** Sources were tried for the sake of names that nobody defines, and `cause` came of that. */
export function noneDefines(
  lost: readonly { readonly symbol: string; readonly library: string }[],
  cause: UnicoreError,
): UnicoreError {
  const wanters = new Map<string, Set<string>>();
  for (const { symbol, library } of lost)
    wanters.set(symbol, (wanters.get(symbol) ?? new Set()).add(library));
  const lines = [...wanters].map(
    ([symbol, libraries]) => `  ${symbol}: wanted by ${[...libraries].join(', ')}`,
  );
  return new UnicoreError(
    cause.code,
    `Nobody in this image is known to define:\n${lines.join('\n')}\nSo all sources were tried, and some of them fail, which may matter less:\n\n${cause.message}`,
    {
      hint: 'Add a library that defines these names, or an option that compiles them. What the image holds: npx unicore-link plan',
      cause,
    },
  );
}

export function toolFailed(command: string, output: string): UnicoreError {
  return new UnicoreError('ERR_UNICORE_TOOL', `${command} failed.\n${output.trimEnd()}`, {
    hint: "The lines above are the tool's own.",
  });
}

/** The folders of unfinished files, of the store and of an image, are gone when the user reads of them. */
function lastingPlace(path: string): string {
  return path.replace(/\/(?:tmp\/\d+-[^/]+|[^/]+\.\d+\.tmp)(?:\/.*)?$/, '');
}

function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
