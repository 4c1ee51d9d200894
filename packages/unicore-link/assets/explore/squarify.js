/**
 * Shares out a box among items, the largest first, by their `bytes`, and calls `place` with each and its part.
 * Runs in the page, too. Spec: Bruls, Huizing, van Wijk: Squarified Treemaps, 2000.
 */
export function squarify(items, box, place) {
  const total = items.reduce((sum, one) => sum + one.bytes, 0);
  const scale = total === 0 ? 0 : (box.width * box.height) / total;
  let { x, y, width, height } = box;
  for (let start = 0; start < items.length;) {
    const side = Math.min(width, height);
    let [end, sum, worst] = [start, 0, Infinity];
    while (end < items.length) {
      const next = sum + items[end].bytes * scale;
      const [most, least] = [items[start].bytes * scale, items[end].bytes * scale];
      const ratio = Math.max((side * side * most) / (next * next), (next * next) / (side * side * least));
      if (ratio > worst) break;
      [worst, sum, end] = [ratio, next, end + 1];
    }
    if (end === start) break;
    const thick = side === 0 ? 0 : sum / side;
    let along = 0;
    for (const item of items.slice(start, end)) {
      const length = thick === 0 ? 0 : (item.bytes * scale) / thick;
      if (width >= height) place(item, { x, y: y + along, width: thick, height: length });
      else place(item, { x: x + along, y, width: length, height: thick });
      along += length;
    }
    if (width >= height) [x, width] = [x + thick, width - thick];
    else [y, height] = [y + thick, height - thick];
    start = end;
  }
}
