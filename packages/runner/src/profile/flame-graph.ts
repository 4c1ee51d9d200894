import { escapeXml } from './escape-xml.ts';
import type { Profile } from './read.ts';

interface Node {
  readonly name: string;
  total: number;
  readonly callees: Map<string, Node>;
}

const widthPx = 1200;
const rowPx = 17;
const marginPx = 10;
const titlePx = 30;
const letterPx = 7.3;
/** What is narrower nobody sees. */
const narrowestPx = 0.2;

/**
 * Renders a flame graph as SVG that needs nothing else: each function stands on who called it, as wide as its share of the
 * samples, neighbours in the order of their names. Pointing at one, or going to it by the Tab key, tells its numbers. Pure.
 */
export function flameGraph(profile: Profile): string {
  const root = treeOf(profile);
  const rows = layOut(root);
  const height = titlePx + (Math.max(...rows.map(({ depth }) => depth)) + 1) * rowPx + titlePx;
  const frames = rows.map((row) => drawFrame(row, root.total, height));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${height}" viewBox="0 0 ${widthPx} ${height}">`,
    '<title>Flame graph</title>',
    '<style>',
    'svg { background: #fff; font: 12px monospace }',
    '.tells { visibility: hidden }',
    'g:hover > .tells, g:focus > .tells { visibility: visible }',
    'g:hover > rect, g:focus > rect { stroke: #000; stroke-width: 1 }',
    'g:focus { outline: none }',
    '</style>',
    `<text x="${marginPx}" y="20">${escapeXml(summaryOf(profile, root.total))}</text>`,
    ...frames,
    '</svg>\n',
  ].join('\n');
}

function treeOf({ stacks }: Profile): Node {
  const root: Node = { name: 'all', total: 0, callees: new Map() };
  for (const { frames, count } of stacks) {
    let node = root;
    node.total += count;
    for (const name of frames) {
      const callee = node.callees.get(name) ?? { name, total: 0, callees: new Map() };
      node.callees.set(name, callee);
      callee.total += count;
      node = callee;
    }
  }
  return root;
}

interface Row {
  readonly node: Node;
  readonly depth: number;
  readonly x: number;
  readonly width: number;
}

/** Callers before callees, so that the Tab key goes up from the bottom. */
function layOut(root: Node): readonly Row[] {
  const scale = (widthPx - 2 * marginPx) / Math.max(root.total, 1);
  const rows: Row[] = [];
  const waiting = [{ node: root, depth: 0, x: marginPx }];
  for (let next; (next = waiting.pop()) !== undefined;) {
    const { node, depth } = next;
    rows.push({ ...next, width: node.total * scale });
    let x = next.x;
    const callees = [];
    for (const callee of [...node.callees.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      if (callee.total * scale >= narrowestPx) callees.push({ node: callee, depth: depth + 1, x });
      x += callee.total * scale;
    }
    waiting.push(...callees.toReversed());
  }
  return rows;
}

function drawFrame({ node, depth, x, width }: Row, total: number, height: number): string {
  const y = height - titlePx - (depth + 1) * rowPx;
  const share = total === 0 ? 0 : (100 * node.total) / total;
  const tells = escapeXml(`${node.name}: ${node.total} samples, ${share.toFixed(2)} %`);
  const letters = Math.floor((width - 6) / letterPx);
  const label = node.name.length <= letters ? node.name : `${node.name.slice(0, letters - 2)}..`;
  return [
    `<g tabindex="0"><title>${tells}</title>`,
    `<rect x="${x.toFixed(2)}" y="${y}" width="${width.toFixed(2)}" height="${rowPx - 1}" rx="1" fill="${colourOf(node.name)}"/>`,
    letters >= 3
      ? `<text x="${(x + 3).toFixed(2)}" y="${y + 12}" pointer-events="none">${escapeXml(label)}</text>`
      : '',
    `<text class="tells" x="${marginPx}" y="${height - 10}">${tells}</text></g>`,
  ].join('');
}

/** Warm, and the same for a name in each graph. */
function colourOf(name: string): string {
  let hash = 0;
  for (const letter of name) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 65_521;
  return `hsl(${hash % 55} 85% ${62 + (hash % 4) * 4}%)`;
}

function summaryOf({ idle, lost }: Profile, total: number): string {
  const others = [idle > 0 ? `${idle} more while idle` : '', lost > 0 ? `${lost} more lost` : ''];
  return [`${total} samples`, ...others.filter((text) => text !== '')].join(', ');
}
