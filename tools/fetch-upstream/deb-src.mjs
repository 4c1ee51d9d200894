/**
 * Turns the text of an APT source list into one that asks for source packages at the same places. Pure.
 *
 * @param {string} text - `*.sources` (deb822 stanzas) or `*.list` (one line each)
 * @param {'sources' | 'list'} form
 */
export function toSourcePackages(text, form) {
  if (form === 'list') {
    return text
      .split('\n')
      .filter((line) => /^\s*deb\s/.test(line))
      .map((line) => `${line.replace(/^\s*deb\s/, 'deb-src ')}\n`)
      .join('');
  }
  return text
    .split(/\n\s*\n/)
    .filter(
      (stanza) => /^Types:.*\bdeb\b/im.test(stanza) && !/^Enabled:\s*(no|false|off|0)\s*$/im.test(stanza),
    )
    .map((stanza) => `${stanza.trim().replace(/^Types:.*$/im, 'Types: deb-src')}\n\n`)
    .join('');
}
