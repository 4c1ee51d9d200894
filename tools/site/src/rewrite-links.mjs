import { posix } from 'node:path';

// Code is matched too, whichever begins first, so that what only looks like a link in it is none.
const codeOrLink = /`[^`\n]+`|(!?)\[((?:[^[\]`]|`[^`\n]*`|\[[^\]]*\])*)\]\(([^)\s]+)\)/g;

/**
 * Turns links between files of the repository into links between pages. What is no page here (a source, a folder) stays as
 * its text. Code is left alone.
 *
 * Pure.
 *
 * @param source - path of the Markdown file in the repository, to which its links are relative
 * @param routes - path in the repository -> page, `guide/start`, or file of the site, `images/x.png`
 */
export function rewriteLinks(markdown, source, routes) {
  const rewrite = (all, image, label, target) => {
    if (target === undefined || /^([a-z]+:|#|\/)/.test(target)) return all;
    const [path, anchor] = target.split('#');
    const file = posix.join(posix.dirname(source), path).replace(/\/$/, '');
    const route = routes.get(file);
    return route === undefined ? label : `${image}[${label}](/${route}${anchor ? `#${anchor}` : ''})`;
  };
  return markdown
    .split(/(^ *```[^]*?^ *```$)/m)
    .map((part, index) => (index % 2 === 1 ? part : part.replaceAll(codeOrLink, rewrite)))
    .join('');
}
