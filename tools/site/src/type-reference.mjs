import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { escapeHtml, prose, slug, table } from './markdown.mjs';

/**
 * Documents exported functions and types of TypeScript files by their TSDoc: those named, and the types that these mention.
 *
 * @param files - paths of the sources
 * @param names - where to start, in the order in which they are shown
 * @param level - of the headings
 */
export function typeReference(files, names, level = '##') {
  const declared = new Map(files.flatMap(declarations));
  const missing = names.filter((name) => !declared.has(name));
  if (missing.length > 0) throw new Error(`Nothing declares ${missing.join(', ')} in ${files.join(', ')}.`);
  const shown = new Set(names);
  // A set hands out what is added while it is walked.
  for (const name of shown) {
    for (const other of mentioned(declared.get(name), declared)) shown.add(other);
  }
  const known = new Set([...shown].filter((name) => !ts.isFunctionDeclaration(declared.get(name))));
  return [...shown].map((name) => `${level} ${name}\n\n${section(declared.get(name), known)}`).join('');
}

function declarations(file) {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  return source.statements
    .filter(
      (node) =>
        ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) || ts.isFunctionDeclaration(node),
    )
    .map((node) => [node.name.text, node]);
}

function mentioned(node, declared) {
  const found = new Set();
  const look = (part) => {
    if (ts.isTypeReferenceNode(part) || ts.isExpressionWithTypeArguments(part)) {
      const name = (part.typeName ?? part.expression).getText();
      if (declared.has(name)) found.add(name);
    }
    // What a function does inside is not what it takes and returns.
    if (!ts.isBlock(part)) ts.forEachChild(part, look);
  };
  look(node);
  found.delete(node.name.text);
  return found;
}

function section(node, known) {
  const doc = docOf(node);
  if (ts.isFunctionDeclaration(node)) return `${doc.text}\n\n${signature(node)}\n${tags(doc)}`;
  if (ts.isTypeAliasDeclaration(node))
    return `${doc.text}\n\n<pre class="type" v-pre>${linked(node.type, known)}</pre>\n\n`;
  const extended = (node.heritageClauses ?? [])
    .flatMap(({ types }) => types)
    .map((type) => `With all of <code v-pre>${linked(type, known)}</code>.`);
  return `${doc.text}\n\n${extended.join('\n')}\n\n${table(['key', 'type', 'meaning'], members(node.members, known))}`;
}

function members(nodes, known) {
  return nodes
    .filter(ts.isPropertySignature)
    .map((member) => [
      `<code>${member.name.getText()}${member.questionToken ? '?' : ''}</code>`,
      `<code v-pre>${linked(member.type, known)}</code>`,
      docOf(member).text,
    ]);
}

function signature(node) {
  const text = node.getText();
  const head = node.body ? text.slice(0, node.body.getStart() - node.getStart()).trim() : text;
  return `\`\`\`ts\n${head.replace(/^export /, '')};\n\`\`\`\n`;
}

function tags({ parameters, throws }) {
  const lines = [
    ...parameters.map(([name, text]) => `- \`${name}\`: ${text}`),
    ...throws.map((text) => `- Throws ${text}`),
  ];
  return lines.length === 0 ? '' : `${lines.join('\n')}\n\n`;
}

/** The source of a type on one line, as HTML whose names of documented types are links. */
function linked(type, known) {
  return type
    .getText()
    .replaceAll(/\/\*[^]*?\*\/|\breadonly /g, '')
    .replaceAll(/\s+/g, ' ')
    .replace(/^\| /, '')
    .split(/\b(\w+)\b/)
    .map((part) => (known.has(part) ? `<a href="#${slug(part)}">${part}</a>` : escapeHtml(part)))
    .join('');
}

function docOf(node) {
  const doc = node.jsDoc?.at(-1);
  const words = (comment) =>
    prose(
      (ts.getTextOfJSDocComment(comment) ?? '')
        .replaceAll(/\{@link (\w+)\s*\}/g, '`$1`')
        .replace(/^- /, '')
        .replaceAll(/(\S)\n(?=\S)/g, '$1 '),
    );
  const all = doc?.tags ?? [];
  const throws = all.filter((tag) => tag.tagName.text === 'throws');
  return {
    text: doc ? words(doc.comment) : '',
    parameters: all.filter(ts.isJSDocParameterTag).map((tag) => [tag.name.getText(), words(tag.comment)]),
    throws: throws.map(
      (tag) =>
        `${tag.typeExpression ? `\`${tag.typeExpression.type.getText()}\` ` : ''}${words(tag.comment)}`,
    ),
  };
}
