import type { Library } from '@unicore/descriptor';

/** Something that `lib check` found. */
export interface Finding {
  /** Relative to the library's folder, with a line where there is one: `src/ring.c:12`. */
  readonly place: string;
  readonly text: string;
}

const architectures =
  /\b_*(?:x86_64|amd64|i386|i[3-6]86|M_IX86|M_X64|arm|ARM_ARCH(?:_\w+)?|ARM_EABI|aarch64|mips(?:eb|el|64)?|MIPSE[BL]|powerpc(?:64)?|ppc(?:64)?|riscv(?:_\w+)?|s390x?)(?:__)?\b/;
const platforms =
  /\b(?:__linux__?|__linux|linux|__unix__|__KVM__|__XEN__|__APPLE__|_WIN32)\b|\bUC_(?:CONFIG_)?PLATFORM_\w+|\bCONFIG_PLATFORM_\w+/;

/**
 * Finds preprocessor conditions on an architecture or a platform where none may stand: those belong to the pools
 * `arch` and `plat`, and to `src/arch/<arch>/` of a library. Pure.
 */
export function findConditionals(pool: Library['pool'], path: string, text: string): readonly Finding[] {
  const archFolder = /(?:^|\/)arch\/[^/]+\//.test(path);
  return text.split('\n').flatMap((line, index): Finding[] => {
    if (!/^\s*#\s*(?:if|ifdef|ifndef|elif)\b/.test(line)) return [];
    const place = `${path}:${index + 1}`;
    const condition = line.replace(/\/\*.*?\*\/|\/\/.*/g, '').trim();
    if (pool !== 'arch' && !archFolder && architectures.test(condition)) {
      return [
        {
          place,
          text: `"${condition}" asks for an architecture; such code stands in src/arch/<arch>/ or in an arch library`,
        },
      ];
    }
    if (pool !== 'plat' && platforms.test(condition)) {
      return [{ place, text: `"${condition}" asks for a platform; such code stands in a plat library` }];
    }
    return [];
  });
}
