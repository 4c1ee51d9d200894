import {
  type ConfigText,
  findConfigObject,
  followed,
  lineAt,
  propertyOf,
} from '../config-text/find-config-object.ts';
import { type ObjectNode, skipBlank, type ValueNode } from '../config-text/scan-code.ts';
import type { Edit, SettingPath, SettingValue } from './settings.ts';

/** A change that a user has to make by hand, as code stands where the setting would. */
export interface Paste {
  readonly edit: Edit;
  /** Of the code, from 1. */
  readonly line: number;
  /** What is computed, as `options.lwip`. */
  readonly computed: string;
  /** The exact line: to be put there, or into the object that is made there. */
  readonly text: string;
  readonly isWhole: boolean;
}

/** Changes one setting in the text and nothing else of it, or says what to paste where. Pure. */
export function editConfig(source: ConfigText, edit: Edit): { readonly text: string } | Paste {
  const { text, isJson, prefix } = source;
  const path = [...prefix, ...edit.path];
  let node: ValueNode = findConfigObject(text, isJson);
  const computed = (at: number, depth: number, isWhole: boolean): Paste => ({
    edit,
    line: lineAt(text, at),
    computed: path.slice(prefix.length, depth).join('.') || 'the configuration',
    text:
      edit.value === undefined
        ? `(no ${path.at(-1)})`
        : `${memberText(path.slice(isWhole ? depth - 1 : depth), edit.value, source)},`,
    isWhole,
  });
  for (const [depth, key] of path.entries()) {
    if (node.kind !== 'object') return computed(node.start, depth, false);
    const { property, isOverridden } = propertyOf(node, key);
    const isLast = depth === path.length - 1;
    if (isOverridden) return computed(property?.start ?? node.start, depth, false);
    if (property === undefined) {
      if (edit.value === undefined) return { text };
      // What is spread may bring more of that name, which a new object would hide.
      if (node.spreads.length > 0 && !isLast) return computed(node.start, depth, false);
      return { text: inserted(source, node, memberText(path.slice(depth), edit.value, source)) };
    }
    if (isLast) {
      if (property.value.kind === 'code') return computed(property.start, depth + 1, true);
      if (edit.value === undefined) return { text: removed(text, node, property) };
      return { text: splice(text, property.value, valueText(edit.value, source)) };
    }
    node = followed(text, property.value);
  }
  return { text };
}

/** A config for an application that has none. Pure. */
export function newConfig(edits: readonly Edit[]): string {
  let text = "import { defineApp } from 'unicore-link';\n\nexport default defineApp({\n});\n";
  for (const edit of edits) {
    const next = editConfig({ text, isJson: false, prefix: [] }, edit);
    if ('edit' in next) throw new Error(`a new config cannot take ${edit.path.join('.')}`);
    text = next.text;
  }
  return text;
}

function splice(text: string, { start, end }: { start: number; end: number }, by: string): string {
  return text.slice(0, start) + by + text.slice(end);
}

/** `options: { lwip: { ipv6: false } }` */
function memberText(path: SettingPath, value: SettingValue, source: ConfigText): string {
  const [key = '', ...rest] = path;
  const inner = rest.length === 0 ? valueText(value, source) : `{ ${memberText(rest, value, source)} }`;
  return `${keyText(key, source)}: ${inner}`;
}

function keyText(key: string, source: ConfigText): string {
  const isBare = !source.isJson && /^[A-Za-z_$][\w$]*$/.test(key);
  return isBare ? key : quoted(key, source);
}

function valueText(value: SettingValue, source: ConfigText): string {
  if (typeof value === 'string') return quoted(value, source);
  if (typeof value === 'object') return `[${value.map((one) => quoted(one, source)).join(', ')}]`;
  return String(value);
}

/** As the rest of the file quotes. */
function quoted(value: string, { text, isJson }: ConfigText): string {
  const json = JSON.stringify(value);
  if (isJson || /['"]/.exec(text)?.[0] === '"') return json;
  return `'${json
    .slice(1, -1)
    .replaceAll(String.raw`\"`, '"')
    .replaceAll("'", String.raw`\'`)}'`;
}

/** Puts a member behind the last one, in a line of its own where the others have that. */
function inserted({ text }: ConfigText, object: ObjectNode, member: string): string {
  const entries = [...object.properties, ...object.spreads].toSorted(
    (left, right) => left.start - right.start,
  );
  const [first, last] = [entries[0], entries.at(-1)];
  if (!first || !last) {
    const inside = text.slice(object.start + 1, object.end - 1);
    if (inside.trim() === '' && !inside.includes('\n'))
      return splice(text, { start: object.start + 1, end: object.end - 1 }, ` ${member} `);
    const indent = `${indentAt(text, object.start)}  `;
    const at = object.start + 1;
    const behind = /^[ \t]*\n/.test(text.slice(at)) ? '' : '\n';
    return splice(text, { start: at, end: at }, `\n${indent}${member},${behind}`);
  }
  const comma = skipBlank(text, last.end);
  const hasComma = text[comma] === ',';
  if (!text.slice(object.start, first.start).includes('\n')) {
    const at = hasComma ? comma + 1 : last.end;
    return splice(text, { start: at, end: at }, hasComma ? ` ${member},` : `, ${member}`);
  }
  const indent = indentAt(text, last.start);
  // A comment behind the last member stays with it.
  const end = endOfLineComment(text, hasComma ? comma + 1 : last.end);
  const tail = splice(text, { start: end, end }, `\n${indent}${member}${hasComma ? ',' : ''}`);
  return hasComma ? tail : splice(tail, { start: last.end, end: last.end }, ',');
}

function endOfLineComment(text: string, at: number): number {
  return at + (/^[ \t]*(?:\/\/[^\n]*|\/\*[^\n]*?\*\/)/.exec(text.slice(at))?.[0].length ?? 0);
}

function indentAt(text: string, at: number): string {
  const line = text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}

/** Takes a member out, with its line where it stands alone in one. */
function removed(
  text: string,
  object: ObjectNode,
  member: { readonly start: number; readonly end: number },
): string {
  const comma = skipBlank(text, member.end);
  const end = text[comma] === ',' ? comma + 1 : member.end;
  const lineStart = text.lastIndexOf('\n', member.start - 1) + 1;
  const lineEnd = text.indexOf('\n', endOfLineComment(text, end));
  const isAlone =
    lineStart > object.start &&
    text.slice(lineStart, member.start).trim() === '' &&
    lineEnd >= 0 &&
    lineEnd < object.end &&
    text.slice(endOfLineComment(text, end), lineEnd).trim() === '';
  if (isAlone) return splice(text, { start: lineStart, end: lineEnd + 1 }, '');
  if (end !== member.end) {
    const blank = /^[ \t]*/.exec(text.slice(end))?.[0].length ?? 0;
    return splice(text, { start: member.start, end: end + blank }, '');
  }
  const before = text.slice(object.start + 1, member.start).search(/,\s*$/);
  if (before >= 0) return splice(text, { start: object.start + 1 + before, end: member.end }, '');
  return splice(text, { start: object.start + 1, end: object.end - 1 }, '');
}
