/** What the text of a C file tells without a compiler: more than is there at times, never less. */
export interface SourceFacts {
  /** Words outside of braces and parentheses: each name that it defines is among them, save by macros or `(*name)`. */
  readonly defines: ReadonlySet<string>;
  /** All words, also those of comments and strings. */
  readonly words: ReadonlySet<string>;
  /** Names in its #include lines, with their quotes or brackets. */
  readonly includes: readonly string[];
  /** The words of each macro that it defines. */
  readonly macros: ReadonlyMap<string, readonly string[]>;
  /** Macros that may put something into a section by its name, or paste names together. */
  readonly registering: readonly string[];
  /** Something outside of macros may do so. */
  readonly registers: boolean;
  /** An #include line that names no header by itself: another source, or a macro. */
  readonly includesOther: boolean;
}

/** A section of its own, a constructor, `retain`: what is kept though nobody refers to it; and pasted names. */
const REGISTERS = /section|structor|retain|init_array|##/;
const COMMENT_OR_TEXT = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\[\s\S]|[^"\\\n])*"|'(?:\\[\s\S]|[^'\\\n])*'/g;
const DIRECTIVE = /^[ \t]*#[^\n]*$/gm;
const WORD = /[A-Za-z_]\w*/g;

/** Reads the facts. Pure. */
export function sourceFacts(text: string): SourceFacts {
  const lines = text.replaceAll(/\\\r?\n/g, ' ');
  const bare = lines.replaceAll(COMMENT_OR_TEXT, (part) => (part.startsWith('/') ? ' ' : part));
  const macros = new Map<string, readonly string[]>();
  const registering: string[] = [];
  const includes: string[] = [];
  let includesOther = false;
  const code = bare.replaceAll(DIRECTIVE, (directive) => {
    const macro = /^\s*#\s*define\s+(\w+)([^\n]*)/.exec(directive);
    const include = /^\s*#\s*include(?:_next)?\s*([^\n]*)/.exec(directive);
    if (macro?.[1] !== undefined) {
      const body = macro[2] ?? '';
      macros.set(macro[1], [...(macros.get(macro[1]) ?? []), ...(body.match(WORD) ?? [])]);
      if (REGISTERS.test(body)) registering.push(macro[1]);
      return '';
    }
    if (include?.[1] !== undefined) {
      const name = /^(?:"[^"]+\.h"|<[^>]+\.h>)/.exec(include[1])?.[0];
      if (name === undefined) includesOther = true;
      else includes.push(name);
      return '';
    }
    return /^\s*#\s*(?:pragma|error|warning)/.test(directive) ? directive.replace('#', ' ') : '';
  });
  return {
    defines: outerWords(code),
    words: new Set(text.match(WORD)),
    includes,
    macros,
    registering,
    registers: REGISTERS.test(code),
    includesOther,
  };
}

/** Names that a linker script may refer to: not those of sections and segments, but the function in `.text.name`. Pure. */
export function scriptNames(text: string): ReadonlySet<string> {
  // Of ASSERT, the condition counts; its message is English.
  const bare = text
    .replaceAll(/\/\*[\s\S]*?\*\//g, ' ')
    .replaceAll(/,\s*"[^"]*"\s*\)/g, ')')
    .replaceAll(/\bPHDRS\s*\{[^}]*\}|:\s*\w+/g, ' ');
  const names = bare.matchAll(/(?:\.(?:text|data|rodata|bss)\.|(?<![\w.]))([A-Za-z_]\w*)/g);
  return new Set([...names].map((match) => match[1] ?? ''));
}

function outerWords(code: string): ReadonlySet<string> {
  const words = new Set<string>();
  let depth = 0;
  for (const [token] of code.matchAll(
    /"(?:\\[\s\S]|[^"\\\n])*"|'(?:\\[\s\S]|[^'\\\n])*'|[A-Za-z_]\w*|[{}()]/g,
  )) {
    if (token === '{' || token === '(') depth++;
    else if (token === '}' || token === ')') depth = Math.max(0, depth - 1);
    else if (depth === 0) words.add(token);
  }
  return words;
}
