/** What the text of a C file tells without a compiler: more than is there at times, never less. */
export interface SourceFacts {
  /**
   * Words outside of braces and parentheses, and those given to macros there, as in `weak_alias(old, new);`: each name that it
   * defines is among them, save by macros that paste names, or `(*name)`.
   */
  readonly defines: ReadonlySet<string>;
  /** All words, also those of comments and strings. */
  readonly words: ReadonlySet<string>;
  /** Names in its #include lines, with their quotes or brackets. */
  readonly includes: readonly string[];
  /** The words of each macro that it defines. */
  readonly macros: ReadonlyMap<string, readonly string[]>;
  /** Macros that may put something into a section by its name. */
  readonly registering: readonly string[];
  /** Macros that paste names together: used outside of functions, they may define names that no text holds. */
  readonly pasting: readonly string[];
  /** Something outside of macros may do so. */
  readonly registers: boolean;
  /** An #include line that names no header by itself: another source, or a macro. */
  readonly includesOther: boolean;
}

/** A section of its own, a constructor, `retain`: what is kept though nobody refers to it. */
const REGISTERS =
  /section(?:__)?\s*\(|\.(?:push)?section\b|(?:\b|_)(?:con|de)structor(?:\b|_)|\b_*retain_*\b|init_array/;
const COMMENT_OR_TEXT = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\[\s\S]|[^"\\\n])*"|'(?:\\[\s\S]|[^'\\\n])*'/g;
const DIRECTIVE = /^[ \t]*#[^\n]*$/gm;
const WORD = /[A-Za-z_]\w*/g;

/** Reads the facts. Pure. */
export function sourceFacts(text: string): SourceFacts {
  const lines = text.replaceAll(/\\\r?\n/g, ' ');
  const bare = lines.replaceAll(COMMENT_OR_TEXT, (part) => (part.startsWith('/') ? ' ' : part));
  const macros = new Map<string, readonly string[]>();
  const registering: string[] = [];
  const pasting: string[] = [];
  const includes: string[] = [];
  let includesOther = false;
  const code = bare.replaceAll(DIRECTIVE, (directive) => {
    const macro = /^\s*#\s*define\s+(\w+)([^\n]*)/.exec(directive);
    const include = /^\s*#\s*include(?:_next)?\s*([^\n]*)/.exec(directive);
    if (macro?.[1] !== undefined) {
      const body = macro[2] ?? '';
      macros.set(macro[1], [...(macros.get(macro[1]) ?? []), ...(body.match(WORD) ?? [])]);
      if (REGISTERS.test(body)) registering.push(macro[1]);
      if (body.includes('##')) pasting.push(macro[1]);
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
    pasting,
    registers: REGISTERS.test(code),
    includesOther,
  };
}

/** A section that is not code or read by nobody, and what makes names or takes in other files. */
const ASSEMBLY_REGISTERS =
  /^\s*\.(?:pushsection|macro|include|incbin|rept|irpc?|(?:section|init_array)(?!\s+"?\.(?:text|note\.GNU-stack)))\b/m;

/** Reads the facts of an assembly file that no preprocessor goes over (`.s`). Pure. */
export function assemblyFacts(text: string): SourceFacts {
  const names = text.matchAll(/^\s*\.(?:globa?l|weak|comm|set)\s+([^\n;#/]*)|^\s*(\w+):/gm);
  return {
    defines: new Set([...names].flatMap(([, list, label = '']) => list?.match(WORD) ?? [label])),
    words: new Set(text.match(WORD)),
    includes: [],
    macros: new Map(),
    registering: [],
    pasting: [],
    registers: ASSEMBLY_REGISTERS.test(text),
    includesOther: false,
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

/** What stands at file level up to a semicolon, or up to the end of a body. */
interface Statement {
  readonly words: string[];
  /** Words before the first parenthesis, -1 while there was none. */
  beforeParenthesis: number;
  hasParameters: boolean;
  /** It has a body, an initial value or several declarators, or makes an alias: so it may define something. */
  mayDefine: boolean;
}

function outerWords(code: string): ReadonlySet<string> {
  const words = new Set<string>();
  let depth = 0;
  let statement = newStatement();
  let last = '';
  const end = () => {
    if (!onlyDeclares(statement)) for (const word of statement.words) words.add(word);
    statement = newStatement();
  };
  for (const [token] of code.matchAll(
    /"(?:\\[\s\S]|[^"\\\n])*"|'(?:\\[\s\S]|[^'\\\n])*'|[A-Za-z_]\w*|[{}();,=]/g,
  )) {
    const isWord = /^[A-Za-z_]/.test(token);
    if (token === '{' || token === '(') {
      if (depth === 0 && token === '(' && statement.beforeParenthesis < 0) {
        statement.beforeParenthesis = last === '__attribute__' ? Infinity : statement.words.length;
      }
      if (depth === 0 && token === '{') statement.mayDefine = true;
      depth++;
    } else if (token === '}' || token === ')') {
      depth = Math.max(0, depth - 1);
      if (token === '}' && depth === 0) end();
    } else if (depth === 0) {
      if (isWord) statement.words.push(token);
      if (token === ';') end();
      else if (token === ',' || token === '=' || /^_*alias_*$/.test(token)) statement.mayDefine = true;
    } else if (isWord) {
      statement.hasParameters ||= depth === 1;
      // A single word before a parenthesis may be a macro, and those inside what it defines.
      if (statement.beforeParenthesis === 1) statement.words.push(token);
      if (/^_*alias_*$/.test(token)) statement.mayDefine = true;
    }
    last = token;
  }
  end();
  return words;
}

function newStatement(): Statement {
  return { words: [], beforeParenthesis: -1, hasParameters: false, mayDefine: false };
}

/** `extern int x;`, or `int f(int x);`. */
function onlyDeclares({ words, beforeParenthesis, hasParameters, mayDefine }: Statement): boolean {
  if (mayDefine) return false;
  return words[0] === 'extern' || (beforeParenthesis > 1 && beforeParenthesis < Infinity && hasParameters);
}
