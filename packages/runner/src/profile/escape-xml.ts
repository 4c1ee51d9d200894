const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text for XML: names of functions come from an image, and control characters XML does not know at all. Pure. */
export function escapeXml(text: string): string {
  // eslint-disable-next-line no-control-regex
  const printable = text.replaceAll(/[\u0000-\u001f\u007f-\u009f\ufffe\uffff]|\p{Surrogate}/gu, '?');
  return printable.replaceAll(/[&<>"]/g, (letter) => entities[letter] ?? letter);
}
