import { escapeText } from './markdown.mjs';

/**
 * Documents a public C header by its comments: what the file says of itself, then each declaration with what stands above it.
 *
 * Pure.
 *
 * @param name - as it is included, `uc/sched.h`
 */
export function headerReference(name, text) {
  const [first, ...rest] = chunks(withoutFrame(text));
  const parts =
    first?.comment && first.code === ''
      ? [commentProse(first.comment), ...rest.map(section)]
      : [first, ...rest].filter(Boolean).map(section);
  return `## ${name}\n\n${parts.join('')}`;
}

/** Without licence, guard and includes. */
function withoutFrame(text) {
  return text
    .replace(/^\/\* SPDX[^\n]*\n/, '')
    .replace(/^#ifndef (\w+)\n#define \1\n/m, '')
    .replace(/\n#endif[^\n]*\n*$/, '\n')
    .replaceAll(/^#include .*\n/gm, '');
}

/** Declarations that stand together, with the comment above them: an empty line outside of braces parts them. */
function chunks(text) {
  const found = [];
  let comment = '';
  let code = [];
  const end = () => {
    if (comment !== '' || code.length > 0) found.push({ comment, code: code.join('\n') });
    comment = '';
    code = [];
  };
  const lines = text.split('\n');
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at];
    if (isOpen(code)) code.push(line);
    else if (line.trim() === '') end();
    else if (line.startsWith('/*')) {
      end();
      const last = lines.findIndex((other, index) => index >= at && other.includes('*/'));
      comment = lines.slice(at, last + 1).join('\n');
      at = last;
    } else code.push(line);
  }
  end();
  return found;
}

/** Whether what was read goes on: an open brace, or a macro's next line. */
function isOpen(lines) {
  const text = lines.join('\n').replaceAll(/\/\*[^]*?\*\/|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])+'/g, '');
  return text.endsWith('\\') || text.split('{').length > text.split('}').length;
}

function section({ comment, code }) {
  const text = comment === '' ? '' : commentProse(comment);
  if (code === '') return text;
  const names = namesOf(code);
  const heading = names.length === 0 ? '' : `### ${names.map(escapeText).join(', ')}\n\n`;
  return `${heading}\`\`\`c\n${withoutBodies(code)}\n\`\`\`\n\n${text}`;
}

/** What the lines declare: macros, types and functions. */
function namesOf(code) {
  const flat = code.replaceAll(/\/\*[^]*?\*\//g, '');
  const outer = flat.replaceAll(/\{[^{}]*(\{[^{}]*\}[^{}]*)*\}/g, '{}');
  const macros = [...flat.matchAll(/^#define (\w+)/gm)].map(([, name]) => name);
  if (macros.length > 0) return [...new Set(macros)].slice(0, 4);
  // A type that stands without its members is only announced.
  if (/^(?:(?:struct|enum|union) \w+;\s*)+$/.test(flat)) return [];
  const types = [
    ...outer.matchAll(/^(struct|enum|union) (?:UC_[A-Z]+(?:\(\w*\))? )?(\w+)\s*(?:\{\}|;)/gm),
  ].map(([, kind, name]) => `${kind} ${name}`);
  const aliases = [...outer.matchAll(/^typedef [^;]*?\b(\w+)(?:\)\([^;]*)?;/gm)].map(([, name]) => name);
  const functions = [...outer.matchAll(/(?:^|[ *])(uc_\w+)\(/gm)].map(([, name]) => name);
  const variables = [...outer.matchAll(/^extern [^;(]*?\b(\w+)(?:\[\w*\])?;/gm)].map(([, name]) => name);
  return [...new Set([...types, ...aliases, ...functions, ...variables])].slice(0, 6);
}

/** An inline function as it is called; how it does its work is for the source. */
function withoutBodies(code) {
  return code.replaceAll(/^((?:static|extern) inline [^;{]*?)\s*\{[^]*?^\}/gm, '$1;');
}

function commentProse(comment) {
  const lines = comment
    .replace(/^\/\*+[ \n]?/, '')
    .replace(/\s*\*\/\s*$/, '')
    .split('\n')
    .map((line) => line.replace(/^ \* ?/, ''));
  const out = [];
  for (const line of lines) {
    const isList = /^ *- /.test(line);
    const isLabel = /^(Errors|Context|Owns|Spec|Quirk)\b[^:.]{0,30}: /.test(line);
    if (isLabel && out.at(-1) !== '') out.push('');
    if (isList && out.length > 0 && !/^ *- |^$|^  /.test(out.at(-1))) out.push('');
    out.push(line);
  }
  return `${blocks(out)}\n\n`;
}

/** Paragraphs and lists as prose; what is set in columns stays so. */
function blocks(lines) {
  return lines
    .join('\n')
    .split(/\n\s*\n/)
    .map((block) => {
      const isList = /^ *- /.test(block);
      const isAligned = !isList && /^ {2,}\S/m.test(block.replace(/^.*\n/, ''));
      if (isAligned) return `\`\`\`text\n${block}\n\`\`\``;
      if (isList)
        return block
          .replaceAll(/^ *- /gm, '- ')
          .split(/^- /m)
          .filter(Boolean)
          .map((item) => `- ${words(item)}`)
          .join('\n');
      return words(block);
    })
    .join('\n\n');
}

/** Identifiers, headers and error numbers as code; labels in bold. */
function words(text) {
  return text
    .trim()
    .replaceAll(/\s*\n\s*/g, ' ')
    .split(/(`[^`]+`|-?\bUC_[A-Z0-9][A-Za-z0-9_]*|\buc_[A-Za-z0-9_]+(?:\*|\(\))?|\buc\/[\w/]+\.h\b)/)
    .map((part, index) => (index % 2 === 0 ? escapeText(part) : part.startsWith('`') ? part : `\`${part}\``))
    .join('')
    .replace(/^(Errors|Context|Owns|Spec|Quirk)\b/, '**$1**');
}
