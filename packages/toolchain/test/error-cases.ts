import type { UnicoreError } from '@unicore/descriptor';
import {
  badArchive,
  cacheRefused,
  compileFailed,
  compilerMissing,
  diskFull,
  duplicateSymbols,
  fileMissing,
  imageTooLarge,
  libraryLinkFailed,
  linkFailed,
  noCompilerKnown,
  noLinkerScript,
  toolFailed,
} from '../src/errors.ts';

/** One error for each code, alphabetically, as the tools themselves gave rise to it: what docs/errors shows. */
export const errorCases: Readonly<Record<string, () => UnicoreError>> = {
  ERR_UNICORE_BAD_ARCHIVE: () => badArchive('/home/me/hello/rootfs.tar', '"../etc/passwd" leads out of it'),
  ERR_UNICORE_CACHE_REFUSED: () =>
    cacheRefused('/srv/cache/unicore', new Error("EACCES: permission denied, mkdir '/srv/cache/unicore'")),
  ERR_UNICORE_COMPILE: () =>
    compileFailed([
      {
        library: 'hello',
        source: 'main.c',
        output:
          "/home/me/hello/main.c: In function 'main':\n" +
          "/home/me/hello/main.c:5:12: error: 'nonsense' undeclared (first use in this function)\n" +
          '    5 |     return nonsense;\n' +
          '      |            ^~~~~~~~\n',
      },
    ]),
  ERR_UNICORE_COMPILER_MISSING: () =>
    compilerMissing({
      command: 'aarch64-linux-gnu-gcc',
      architecture: 'arm64',
      debianPackage: 'gcc-aarch64-linux-gnu',
      hostArchitecture: 'x86_64',
    }),
  ERR_UNICORE_DISK_FULL: () => diskFull('/home/me/.cache/unicore/v1'),
  ERR_UNICORE_DUPLICATE_SYMBOL: () =>
    duplicateSymbols('kvm/x86_64', [{ symbol: 'uc_cksum_ones', libraries: ['cksum', 'hello'] }], 'hello'),
  ERR_UNICORE_FILE_MISSING: () => fileMissing('/home/me/hello/www', 'The initrd of the configuration'),
  ERR_UNICORE_IMAGE_TOO_LARGE: () => imageTooLarge(3 * 2 ** 30),
  ERR_UNICORE_LIBRARY_LINK: () =>
    libraryLinkFailed(
      { name: 'greet' },
      "/usr/bin/ld: src/greet.c: in function `uc_greet':\n" +
        "/@unicore/lib-greet/src/greet.c:12: multiple definition of `uc_greet'; " +
        'src/count.c:/@unicore/lib-greet/src/count.c:3: first defined here\n',
    ),
  ERR_UNICORE_LINK: () =>
    linkFailed(
      'kvm/x86_64',
      "/usr/bin/ld: hello.o: in function `main':\n" +
        "/hello/main.c:6: undefined reference to `uc_nowhere'\n" +
        'collect2: error: ld returned 1 exit status\n',
      [{ symbol: 'uc_nowhere', libraries: ['hello'], leftOutOf: [] }],
    ),
  ERR_UNICORE_NO_COMPILER_KNOWN: () => noCompilerKnown('riscv64', ['arm32', 'arm64', 'mips', 'x86_64']),
  ERR_UNICORE_NO_LINKER_SCRIPT: () => noLinkerScript('kvmplat', 'mips', ['x86_64']),
  ERR_UNICORE_TOOL: () =>
    toolFailed(
      '/usr/bin/objcopy',
      "/usr/bin/objcopy: '/home/me/.cache/unicore/v1/files/0/4.o': No such file\n",
    ),
};
