import type { MenuModel, Row } from './menu-model.ts';
import { drawLine, glyphs, type Line, type Look, type Style, span } from './style.ts';
import { widthOf, wrap } from './text-width.ts';
import { bodyHeight, focusOf, type Overlay, placeOf, shownRows, type Ui } from './ui-state.ts';
import { overBody } from './view-boxes.ts';
import { rowLine } from './view-rows.ts';

/** What a terminal is to show, and where its cursor stands, if anywhere. */
export interface Frame {
  /** Each no wider than the terminal, with SGR sequences. */
  readonly lines: readonly string[];
  readonly caret?: { readonly line: number; readonly column: number };
}

export interface BodyLine {
  readonly line: Line;
  readonly fill?: Look;
}

/** Draws the whole screen. Pure as far as `model` is. */
export function drawFrame(ui: Ui, model: MenuModel, style: Style): Frame {
  const { columns, lines } = ui;
  if (columns < 20 || lines < 9) return tooSmall(ui, style);
  const rule: BodyLine = { line: [span(glyphs(style).rule.repeat(columns), 'faint')] };
  const height = bodyHeight(ui);
  const body = bodyOf(ui, model, style, height).slice(0, height);
  const padded: BodyLine[] = [...body, ...Array.from({ length: height - body.length }, () => ({ line: [] }))];
  const boxed = overBody(ui, model, style, padded);
  const all: readonly BodyLine[] = [
    ...head(ui, model, style),
    rule,
    ...boxed.body,
    rule,
    ...foot(ui, model, style),
  ];
  return {
    lines: all.map(({ line, fill }) => drawLine(line, columns, style, fill)),
    ...(boxed.caret && { caret: { line: boxed.caret.line + 3, column: boxed.caret.column } }),
  };
}

function tooSmall({ lines }: Ui, style: Style): Frame {
  const text = ['Too small.', 'Make it larger,', 'or q leaves.'];
  return {
    lines: Array.from({ length: lines }, (_, index) => drawLine([span(text[index] ?? '')], 20, style)),
  };
}

/** The title, the way to this menu, and what is to be known of the whole. */
function head(ui: Ui, model: MenuModel, style: Style): readonly BodyLine[] {
  const [changes, problems] = [model.changeCount(), model.problemCount()];
  const counts = [
    changes > 0 ? `${changes} unsaved` : '',
    problems > 0 ? `${problems} to be mended` : '',
    ui.showsHidden ? 'hidden shown' : '',
  ].filter((text) => text !== '');
  const way = ui.path.map(({ menu }) => model.promptOf(menu)).join(glyphs(style).path);
  const right = counts.join(', ');
  return [
    { line: between(` ${model.title}`, `${model.scope()} `, ui.columns, ['title', 'title']), fill: 'title' },
    { line: between(` ${way}`, `${right} `, ui.columns, ['strong', problems > 0 ? 'problem' : 'changed']) },
  ];
}

/** Two texts at the ends of a line; the left one is cut where both do not fit. */
function between(left: string, right: string, columns: number, [a, b]: readonly [Look, Look]): Line {
  const room = Math.max(10, columns - widthOf(right) - 2);
  const shown = widthOf(left) > room ? ` ...${left.slice(left.length - room + 4)}` : left;
  return [
    span(shown, a),
    span(' '.repeat(Math.max(1, columns - widthOf(shown) - widthOf(right))), a),
    span(right, b),
  ];
}

function bodyOf(ui: Ui, model: MenuModel, style: Style, height: number): readonly BodyLine[] {
  const { overlay } = ui;
  if (overlay?.kind === 'text') return textLines(ui, overlay, style, height);
  if (overlay?.kind === 'search') return searchLines(overlay, height);
  const rows = shownRows(ui, model);
  if (rows.length === 0)
    return [{ line: [span('    Nothing is shown here. z shows what is hidden.', 'faint')] }];
  return rowLines(rows, focusOf(placeOf(ui), rows), height, ui.columns);
}

// oxlint-disable-next-line eslint/max-params -- rows, and the room that they have
function rowLines(rows: readonly Row[], focus: number, height: number, columns: number): readonly BodyLine[] {
  const top = topFor(focus, rows.length, height);
  return rows
    .slice(top, top + height)
    .map((row, index) => ({ line: rowLine(row, top + index === focus, columns) }));
}

/** The first of many lines to show, so that one is in sight with some of what is around it. */
function topFor(focus: number, count: number, height: number): number {
  if (count <= height) return 0;
  return Math.max(0, Math.min(count - height, focus - (height >> 1)));
}

function textLines(
  ui: Ui,
  { lines, top }: Extract<Overlay, { kind: 'text' }>,
  style: Style,
  height: number,
): readonly BodyLine[] {
  const all = lines.flatMap((line) => (line === '' ? [''] : wrap(line, ui.columns - 4)));
  const start = Math.max(0, Math.min(top, all.length - height));
  const { up, down } = glyphs(style);
  return all.slice(start, start + height).map((line, index) => {
    const more =
      index === 0 && start > 0 ? up : index === height - 1 && start + height < all.length ? down : ' ';
    return { line: [span(` ${more} `, 'key'), span(line, index + start === 0 ? 'strong' : 'plain')] };
  });
}

function searchLines(
  { text, hits, index, wrong, state }: Extract<Overlay, { kind: 'search' }>,
  height: number,
): readonly BodyLine[] {
  const found = state === undefined ? (hits.length === 1 ? '1 hit' : `${hits.length} hits`) : '...';
  const says =
    wrong !== undefined
      ? span(wrong, 'problem')
      : span(text === '' ? 'a regular expression: names, prompts and help are searched' : found, 'faint');
  const room = height - 3;
  const top = topFor(index, hits.length, room);
  return [
    { line: [span(' /', 'key'), span(text, 'input')] },
    { line: [span('  '), says] },
    { line: [] },
    ...hits.slice(top, top + room).map((hit, at): BodyLine => {
      const look = top + at === index ? 'focus' : 'plain';
      return { line: [span('  '), span(hit.name.padEnd(28), look), span(` ${hit.prompt}`, look)] };
    }),
  ];
}

function foot(ui: Ui, model: MenuModel, style: Style): readonly BodyLine[] {
  const rows = ui.overlay === undefined ? shownRows(ui, model) : [];
  const row = rows[focusOf(placeOf(ui), rows)];
  const says: BodyLine =
    ui.message === undefined
      ? { line: [span(` ${row === undefined ? '' : aboutRow(row, style)}`, 'faint')] }
      : { line: [span(` ${ui.message}`, 'changed')] };
  // A message may be long, as it says what to do: it takes two lines.
  const [first = '', second = ''] = wrap(ui.message ?? row?.note ?? '', ui.columns - 2);
  const detail: BodyLine =
    ui.message === undefined
      ? { line: [span(` ${row?.note === undefined || row.note === '!' ? '' : row.note}`, 'faint')] }
      : { line: [span(` ${second}`, 'changed')] };
  return [ui.message === undefined ? says : { line: [span(` ${first}`, 'changed')] }, detail, keyLine(ui)];
}

function aboutRow(row: Row, style: Style): string {
  const { more } = glyphs(style);
  if (row.kind === 'problem') return 'Enter says more';
  if (row.name === undefined) return '';
  return row.prompt.length > 100 ? `${row.name}  ${row.prompt.slice(0, 100)}${more}` : row.name;
}

const keys: Readonly<Record<'menu' | Overlay['kind'], readonly (readonly [string, string])[]>> = {
  menu: [
    ['Enter', 'open'],
    ['Space', 'change'],
    ['?', 'help'],
    ['/', 'search'],
    ['z', 'all'],
    ['r', 'reset'],
    ['s', 'save'],
    ['Esc', 'back'],
    ['q', 'leave'],
  ],
  text: [
    ['arrows', 'scroll'],
    ['Esc', 'back'],
  ],
  search: [
    ['arrows', 'choose'],
    ['Enter', 'go there'],
    ['Esc', 'back'],
  ],
  edit: [
    ['Enter', 'take it'],
    ['Ctrl-U', 'clear'],
    ['Esc', 'leave as it was'],
  ],
  ask: [
    ['arrows', 'choose'],
    ['Enter', 'take it'],
    ['Esc', 'back'],
  ],
};

function keyLine({ overlay, columns }: Ui): BodyLine {
  const all = keys[overlay?.kind ?? 'menu'];
  const line: Line = all.flatMap(([key, what]) => [span(` ${key}`, 'key'), span(` ${what} `)]);
  const width = all.reduce((sum, [key, what]) => sum + key.length + what.length + 3, 0);
  return { line: width > columns ? all.map(([key, what]) => span(` ${key} ${what}`)) : line };
}
