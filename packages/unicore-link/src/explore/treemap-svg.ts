import { escapeXml } from '@unicore/runner';
import { type Box, squarify } from '../../assets/explore/squarify.js';
import type { ExploreData, ExploredImage } from './explore-data.ts';

const widthPx = 1200;
const heightPx = 800;
const titlePx = 26;
const headPx = 15;
const letterPx = 6.6;
/** What is narrower nobody sees; as on the page of `explore`. */
const narrowestPx = 2;

/** As on that page. */
const colours: Readonly<Record<string, string>> = {
  app: '#ffd479',
  arch: '#9bd19b',
  plat: '#8ec4e8',
  main: '#c9b3ee',
};

interface Node {
  readonly name: string;
  readonly bytes: number;
  readonly inside: readonly Node[];
}

/**
 * Renders what images hold as an SVG that needs nothing else, one below the other: symbols in sources in libraries, each as
 * large as its bytes. Pointing at one tells what it is. Pure.
 */
export function treemapSvg({ app, version, images }: ExploreData): string {
  const height = images.length * (heightPx + titlePx);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${height}" viewBox="0 0 ${widthPx} ${height}">`,
    `<title>${escapeXml(`${app} ${version}`)}</title>`,
    '<style>',
    'svg { background: #fff; font: 11px monospace }',
    'rect { stroke: #fff; stroke-width: 0.7 } .library { stroke: #444; stroke-width: 1.2 }',
    'g:hover > rect { stroke: #c2185b; stroke-width: 2 }',
    'text { pointer-events: none }',
    '</style>',
    ...images.map((image, index) => drawImage(app, image, index * (heightPx + titlePx))),
    '</svg>\n',
  ].join('\n');
}

function drawImage(app: string, image: ExploredImage, y: number): string {
  const drawn: string[] = [];
  const libraries = nodesOf(image);
  const total = libraries.reduce((sum, { bytes }) => sum + bytes, 0);
  drawn.push(
    `<text x="6" y="${y + 18}">${escapeXml(`${app}, ${image.name}: ${total} bytes in memory`)}</text>`,
  );
  const frame = { x: 0, y: y + titlePx, width: widthPx, height: heightPx };
  const poolOf = new Map(image.libraries.map(({ name, pool }) => [name, pool]));
  squarify(libraries, frame, (library, box) => {
    const fill = colours[poolOf.get(library.name) || 'plat'] ?? '#ddd';
    drawNode(library, box, { fill, path: [], drawn });
  });
  return drawn.join('\n');
}

interface Drawing {
  readonly fill: string;
  /** Names of what it lies in. */
  readonly path: readonly string[];
  readonly drawn: string[];
}

function drawNode(node: Node, box: Box, { fill, path, drawn }: Drawing): void {
  if (box.width < narrowestPx || box.height < narrowestPx) return;
  const letters = Math.floor((box.width - 4) / letterPx);
  const head = box.height >= headPx && letters >= 3 ? headPx : 0;
  const tells = escapeXml(`${[...path, node.name].join(': ')}, ${node.bytes} bytes`);
  const label = node.name.length <= letters ? node.name : `${node.name.slice(0, letters - 2)}..`;
  const [x, y, width, height] = [box.x, box.y, box.width, box.height].map((value) => value.toFixed(1));
  drawn.push(
    `<g><title>${tells}</title><rect${path.length === 0 ? ' class="library"' : ''} x="${x}" y="${y}" width="${width}" height="${height}" fill="${fill}"/>`,
    head > 0
      ? `<text x="${(box.x + 3).toFixed(1)}" y="${(box.y + 11).toFixed(1)}">${escapeXml(label)}</text>`
      : '',
    '</g>',
  );
  const within = {
    x: box.x + 1,
    y: box.y + head,
    width: box.width - 2,
    height: box.height - head - 1,
  };
  if (within.width <= 0 || within.height <= 0) return;
  squarify(node.inside, within, (inner, at) =>
    drawNode(inner, at, { fill, path: [...path, node.name], drawn }),
  );
}

/** Libraries, in them sources, in these symbols, each the largest first. */
function nodesOf({ libraries, objects, symbols }: ExploredImage): readonly Node[] {
  const sources = new Map<number, Map<number, Node[]>>();
  for (const [library, object, name, bytes] of symbols) {
    const ofLibrary = sources.get(library) ?? new Map<number, Node[]>();
    sources.set(library, ofLibrary);
    ofLibrary.set(object, [...(ofLibrary.get(object) ?? []), { name, bytes, inside: [] }]);
  }
  return sorted(
    libraries.map(({ name }, index) =>
      gather(
        name,
        [...(sources.get(index) ?? [])].map(([object, inside]) =>
          gather(objects[object] || '(unknown source)', inside),
        ),
      ),
    ),
  );
}

function gather(name: string, inside: readonly Node[]): Node {
  return { name, bytes: inside.reduce((sum, { bytes }) => sum + bytes, 0), inside: sorted(inside) };
}

function sorted(nodes: readonly Node[]): readonly Node[] {
  return nodes
    .filter(({ bytes }) => bytes > 0)
    .toSorted((left, right) => right.bytes - left.bytes || (left.name < right.name ? -1 : 1));
}
