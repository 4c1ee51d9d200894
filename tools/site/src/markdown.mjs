// Small pieces of Markdown, and what pages need of it.

const special = /[\\`*_[\]<>#|~]/g;

/** Plain text as Markdown that shows just that. */
export function escapeText(text) {
  return text.replaceAll(special, (character) => `\\${character}`);
}

/** Plain text as HTML. */
export function escapeHtml(text) {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** Text as inline code, also in a cell of a table. */
export function code(text) {
  const fence = text.includes('`') ? '``' : '`';
  const pad = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${text.replaceAll('|', '\\|')}${pad}${fence}`;
}

/** Prose of a comment, in which `backticks` mark code, as Markdown. */
export function prose(text) {
  return text
    .split(/(`[^`]+`)/)
    .map((part, index) => (index % 2 === 1 ? part : escapeText(part)))
    .join('');
}

/** One cell: a table has no lines and no bars of its own. */
export function cell(markdown) {
  return markdown.replaceAll(/\s*\n\s*/g, ' ').replaceAll(/(?<!\\)\|/g, '\\|');
}

/** A table; nothing where it has no rows. */
export function table(head, rows) {
  if (rows.length === 0) return '';
  const line = (cells) => `| ${cells.map(cell).join(' | ')} |\n`;
  return `${line(head)}|${'---|'.repeat(head.length)}\n${rows.map(line).join('')}\n`;
}

/** As hosts of repositories make anchors of headings, so that one link serves there and here. */
export function slug(heading) {
  return heading
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
}

/** The first heading of a page; undefined where it has none. */
export function titleOf(markdown) {
  return /^# (.+)$/m.exec(markdown)?.[1].replaceAll('`', '');
}

/** What a page says first, as the text that search engines show: its first paragraph, cut at a word. */
export function descriptionOf(markdown) {
  const paragraphs = markdown.replaceAll(/^```[^]*?^```$/gm, '').split(/\n\s*\n/);
  const first = paragraphs.map((part) => part.trim()).find((part) => /^[\w`*[(]/.test(part)) ?? '';
  const text = first
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/[`*]|\\(?=[\\`*_[\]<>#|~])/g, '')
    .replaceAll(/\s+/g, ' ');
  return text.length <= 160 ? text : `${text.slice(0, 157).replace(/\s+\S*$/, '')}...`;
}
