import { codeOnly, type ObjectNode, scanValue, skipBlank, type ValueNode } from './scan-code.ts';

/** The text that holds an application's settings. */
export interface ConfigText {
  readonly text: string;
  readonly isJson: boolean;
  /** Where in its data the settings are: `unicore`, `app` in a package.json. */
  readonly prefix: readonly string[];
}

/** The object that a config exports, or the place where it is made by code. Pure. */
export function findConfigObject(text: string, isJson: boolean): ValueNode {
  if (isJson) return scanValue(text, 0);
  const code = codeOnly(text);
  const start = /\bexport\s+default\b|\bmodule\.exports\s*=(?!=)/.exec(code);
  if (!start) return { kind: 'code', start: 0, end: 0 };
  const at = skipBlank(text, start.index + start[0].length);
  // The argument of `defineApp(...)`.
  const call = /^[\p{ID_Start}$_][\p{ID_Continue}$]*\s*\(/u.exec(code.slice(at));
  return followed(text, scanValue(text, call ? at + call[0].length : at));
}

/** What these of `@unicore/descriptor` and `unicore-link` take is what they return, but for its type. */
const builder = /^(?:bool|choice|defineApp|defineLibrary|hex|int|string|tristate)\s*\(/;

/**
 * The object that a builder takes, or that a name stands for where it is declared once with either; else the value itself. Pure.
 */
export function followed(text: string, value: ValueNode): ValueNode {
  const built = unwrapped(text, value);
  if (built.kind !== 'code' || built.name === undefined) return built;
  const escaped = built.name.replaceAll('$', String.raw`\$`);
  const pattern = new RegExp(
    String.raw`^[ \t]*(?:export\s+)?const\s+${escaped}\s*(?::[^=]+)?=(?![=>])`,
    'gmu',
  );
  const found = [...codeOnly(text).matchAll(pattern)];
  const [only] = found;
  if (found.length !== 1 || !only) return built;
  const declared = unwrapped(text, scanValue(text, only.index + only[0].length));
  return declared.kind === 'object' ? declared : built;
}

function unwrapped(text: string, value: ValueNode): ValueNode {
  const call = value.kind === 'code' ? builder.exec(text.slice(value.start, value.end)) : null;
  return call === null ? value : unwrapped(text, scanValue(text, value.start + call[0].length));
}

/** A line's number, from 1. Pure. */
export function lineAt(text: string, position: number): number {
  return text.slice(0, position).split('\n').length;
}

/** The property of a key that counts: the last one; nothing where a spread behind it may win. Pure. */
export function propertyOf(
  object: ObjectNode,
  key: string,
): { readonly property?: ObjectNode['properties'][number]; readonly isOverridden: boolean } {
  const property = object.properties.findLast((one) => one.key === key);
  const isOverridden = property !== undefined && object.spreads.some(({ start }) => start > property.start);
  return { ...(property && { property }), isOverridden };
}
