import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from '../package-folder.ts';
import type { ExploreData } from './explore-data.ts';

/** Nothing is loaded, sent or framed: all that the page needs is in it. */
export const contentPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** Puts the page together: one HTML file with its styles, its script and the data. */
export function pageOf(data: ExploreData): string {
  const asset = (name: string): string => readFileSync(join(packageFolder(), 'assets/explore', name), 'utf8');
  return asset('page.html')
    .replace('%POLICY%', contentPolicy)
    .replace('%TITLE%', () => escapeHtml(data.app))
    .replace('%STYLE%', () => asset('page.css'))
    .replace('%DATA%', () => JSON.stringify(data).replaceAll('<', String.raw`\u003c`))
    .replace('%SCRIPT%', () => `${asset('page.js')}\n${asset('squarify.js').replace('export ', '')}`);
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
