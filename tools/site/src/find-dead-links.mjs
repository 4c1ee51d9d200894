import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Finds what the built pages refer to inside the site and what is not there: pages, files, and headings behind `#`.
 *
 * @returns a line for each, `page: address`
 */
export function findDeadLinks(folder, base = '/') {
  const pages = readdirSync(folder, { recursive: true })
    .map(String)
    .filter((path) => path.endsWith('.html'));
  const anchors = new Map(pages.map((page) => [page, idsOf(readFileSync(join(folder, page), 'utf8'))]));
  return pages.flatMap((page) =>
    referencesOf(readFileSync(join(folder, page), 'utf8'))
      .filter((address) => !leadsSomewhere(address, page))
      .map((address) => `${page}: ${address}`),
  );

  function leadsSomewhere(address, page) {
    const url = new URL(address, `http://site${base}${page}`);
    if (url.host !== 'site') return true;
    if (!url.pathname.startsWith(base)) return false;
    const path = decodeURIComponent(url.pathname.slice(base.length));
    const file = [path, join(path, 'index.html')].find(
      (one) => existsSync(join(folder, one)) && statSync(join(folder, one)).isFile(),
    );
    if (file === undefined) return false;
    return (
      url.hash === '' || !anchors.has(file) || anchors.get(file).has(decodeURIComponent(url.hash.slice(1)))
    );
  }
}

function idsOf(html) {
  return new Set([...html.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => unescape(id)));
}

/** Addresses of links, images, scripts and style sheets, each once. */
function referencesOf(html) {
  return [
    ...new Set([...html.matchAll(/\s(?:href|src)="([^"]*)"/g)].map(([, address]) => unescape(address))),
  ];
}

function unescape(text) {
  return text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
