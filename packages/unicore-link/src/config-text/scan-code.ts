/** A part of a config's text: positions count UTF-16 units, the end is behind it. */
interface Part {
  readonly start: number;
  readonly end: number;
}

export interface ObjectNode extends Part {
  readonly kind: 'object';
  readonly properties: readonly PropertyNode[];
  /** `...other`, and keys that are computed: what stands after them wins over them, and they over what stands before. */
  readonly spreads: readonly Part[];
}

export interface PropertyNode extends Part {
  readonly key: string;
  readonly value: ValueNode;
}

export type ValueNode =
  | ObjectNode
  | (Part & { readonly kind: 'literal' })
  /** Anything else; `name` where it is one name alone. */
  | (Part & { readonly kind: 'code'; readonly name?: string });

const literal =
  /^(?:true|false|null|[-+]?(?:0[xX][0-9a-fA-F_]+|[0-9][0-9_]*(?:\.[0-9_]+)?)|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\$])*`)$/;
const name = /^[\p{ID_Start}$_][\p{ID_Continue}$]*/u;

/** Parses the value that starts at a position of a program's or JSON's text. Pure. */
export function scanValue(text: string, at: number): ValueNode {
  const start = skipBlank(text, at);
  if (text[start] === '{') {
    const object = scanObject(text, start);
    const next = skipBlank(text, object.end);
    // `as const` and `satisfies` change no value; an operator or a call makes it something else.
    if (!/[.[(?+\-*/%&|^=<>!]/.test(text[next] ?? '')) return object;
  }
  const end = endOfExpression(text, start);
  const code = text.slice(start, end);
  if (literal.test(code) || isLiteralList(code)) return { kind: 'literal', start, end };
  return name.exec(code)?.[0] === code
    ? { kind: 'code', start, end, name: code }
    : { kind: 'code', start, end };
}

function scanObject(text: string, start: number): ObjectNode {
  const properties: PropertyNode[] = [];
  const spreads: Part[] = [];
  let at = skipBlank(text, start + 1);
  while (at < text.length && text[at] !== '}') {
    const property = scanProperty(text, at);
    if ('key' in property) properties.push(property);
    else spreads.push(property);
    at = skipBlank(text, Math.max(skipPast(text, property.end), at + 1));
    if (text[at] === ',') at = skipBlank(text, at + 1);
  }
  return { kind: 'object', start, end: at + 1, properties, spreads };
}

/** Past `as const` behind a value, to the comma or brace. */
function skipPast(text: string, at: number): number {
  const next = skipBlank(text, at);
  return text[next] === ',' || text[next] === '}' ? next : endOfExpression(text, at);
}

function scanProperty(text: string, start: number): PropertyNode | Part {
  const rest = text.slice(start);
  const quoted = /^(?:'((?:\\.|[^'\\\n])*)'|"((?:\\.|[^"\\\n])*)")/.exec(rest);
  const bare = quoted ? undefined : (name.exec(rest)?.[0] ?? /^\d+/.exec(rest)?.[0]);
  const key = quoted ? (quoted[1] ?? quoted[2]) : bare;
  if (key === undefined) return { start, end: endOfExpression(text, start) };
  const behind = skipBlank(text, start + (quoted?.[0].length ?? key.length));
  if (text[behind] === ':') {
    const value = scanValue(text, behind + 1);
    return { key, start, end: value.end, value };
  }
  const end = endOfExpression(text, start);
  const isShort = text.slice(start, end) === key;
  // `name` alone, or a method.
  return { key, start, end, value: { kind: 'code', start, end, ...(isShort && { name: key }) } };
}

/** A list of literals. */
function isLiteralList(code: string): boolean {
  if (!code.startsWith('[') || !code.endsWith(']')) return false;
  let at = skipBlank(code, 1);
  while (at < code.length - 1) {
    const end = endOfExpression(code, at);
    if (end <= at || !literal.test(code.slice(at, end))) return false;
    at = skipBlank(code, end);
    if (code[at] === ',') at = skipBlank(code, at + 1);
  }
  return true;
}

/** The first position from here that is neither white space nor comment. Pure. */
export function skipBlank(text: string, at: number): number {
  const blank = /(?:\s|\/\/[^\n]*|\/\*[^]*?\*\/)*/y;
  blank.lastIndex = at;
  return at + (blank.exec(text)?.[0].length ?? 0);
}

/** The end of the expression at a position, without blanks and comments behind it: a comma, semicolon or closing bracket follows. */
function endOfExpression(text: string, start: number): number {
  let at = start;
  let end = start;
  const open: string[] = [];
  while (at < text.length) {
    const next = skipBlank(text, at);
    if (next > at) {
      at = next;
      continue;
    }
    const character = text[at] ?? '';
    if (open.length === 0 && /[,;)\]}]/.test(character)) break;
    if (/[([{]/.test(character)) open.push(character);
    else if (/[)\]}]/.test(character)) open.pop();
    at = endOfToken(text, at, end);
    end = at;
  }
  return end;
}

/** Past a string, template, regular expression, word or single character. */
function endOfToken(text: string, at: number, before: number): number {
  const character = text[at] ?? '';
  if (character === '`') return endOfTemplate(text, at);
  const isRegExp = character === '/' && !/[\w$)\]'"`]/.test(text[before - 1] ?? '');
  const token = isRegExp
    ? /\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/\w*/y
    : /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|[\p{ID_Continue}$]+|[^]/uy;
  token.lastIndex = at;
  return at + Math.max(1, token.exec(text)?.[0].length ?? 1);
}

function endOfTemplate(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '`') {
    if (text[at] === '\\') at += 2;
    else if (text.startsWith('${', at)) at = endOfExpression(text, at + 2) + 1;
    else at += 1;
  }
  return at + 1;
}

/** The text with strings, templates and comments blanked out, of the same length: for looking for code. Pure. */
export function codeOnly(text: string): string {
  return text.replaceAll(
    /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|\/\*[^]*?\*\/|\/\/[^\n]*/g,
    (found) => found.replaceAll(/[^\n]/g, ' '),
  );
}
