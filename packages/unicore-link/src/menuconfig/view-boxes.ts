import type { MenuModel } from './menu-model.ts';
import { glyphs, type Line, type Span, type Style, span } from './style.ts';
import { cut, printable, widthOf, wrap } from './text-width.ts';
import type { Overlay, Ui } from './ui-state.ts';
import type { BodyLine } from './views.ts';

export interface Boxed {
  readonly body: readonly BodyLine[];
  readonly caret?: { readonly line: number; readonly column: number };
}

/** Draws an editor or a question over the menu's body. Pure as far as `model` is. */
export function overBody(ui: Ui, model: MenuModel, style: Style, body: readonly BodyLine[]): Boxed {
  const { overlay } = ui;
  if (overlay?.kind === 'edit') return editBox(ui, overlay, model, style, body);
  if (overlay?.kind === 'ask') return askBox(ui, overlay, style, body);
  if (overlay?.kind === 'search')
    return { body, caret: { line: 0, column: 2 + widthOf(printable(overlay.text, style.isUtf8)) } };
  return { body };
}

type Of<Kind extends Overlay['kind']> = Extract<Overlay, { readonly kind: Kind }>;

// oxlint-disable-next-line eslint/max-params -- what every box is drawn from
function editBox(
  ui: Ui,
  overlay: Of<'edit'>,
  model: MenuModel,
  style: Style,
  body: readonly BodyLine[],
): Boxed {
  const width = Math.min(ui.columns - 4, 74);
  const room = width - 6;
  const characters = [...overlay.text];
  // The end that is typed at stays in sight.
  const before = printable(characters.slice(0, overlay.caret).join(''), style.isUtf8);
  const skipped = Math.max(0, widthOf(before) - room);
  const shown = cut([...printable(overlay.text, style.isUtf8)].slice(skipped).join(''), room);
  const range = model.rangeOf(overlay.id);
  const says = overlay.wrong ?? (range === undefined ? '' : `${range}`);
  const lines: readonly Line[] = [
    [],
    [span(shown.padEnd(room + shown.length - widthOf(shown)), 'input')],
    [],
    ...wrap(says, room).map((text) => [span(text, overlay.wrong === undefined ? 'faint' : 'problem')]),
  ];
  const box = boxOf({ title: overlay.title, lines, width, style });
  const top = topOf(body, box);
  const left = (ui.columns - width) >> 1;
  return {
    body: pasted(body, box, top, left),
    caret: { line: top + 2, column: left + 3 + widthOf(before) - skipped },
  };
}

function askBox(
  ui: Ui,
  { title, lines, answers, index }: Of<'ask'>,
  style: Style,
  body: readonly BodyLine[],
): Boxed {
  const width = Math.min(ui.columns - 4, 74);
  const buttons = answers.flatMap(({ key, label }, at): readonly Span[] => [
    span(` ${key} `, at === index ? 'focus' : 'key'),
    span(`${label} `, at === index ? 'focus' : 'plain'),
    span('  '),
  ]);
  const wrapped = lines.flatMap((line) => (line === '' ? [''] : wrap(line, width - 6)));
  const kept = wrapped.slice(0, Math.max(1, body.length - 5));
  const inner: readonly Line[] = [[], ...kept.map((line) => [span(line)]), [], buttons];
  const box = boxOf({ title, lines: inner, width, style });
  return { body: pasted(body, box, topOf(body, box), (ui.columns - width) >> 1) };
}

function topOf(body: readonly BodyLine[], box: readonly unknown[]): number {
  return Math.max(0, (body.length - box.length) >> 1);
}

function boxOf(of: {
  readonly title: string;
  readonly lines: readonly Line[];
  readonly width: number;
  readonly style: Style;
}): readonly Line[] {
  const { title, lines, width, style } = of;
  const { rule, side, topLeft, topRight, bottomLeft, bottomRight } = glyphs(style);
  const name = cut(` ${printable(title, style.isUtf8)} `, width - 6);
  return [
    [
      span(topLeft + rule),
      span(name, 'strong'),
      span(rule.repeat(Math.max(0, width - 3 - widthOf(name))) + topRight),
    ],
    ...lines.map((line): Line => {
      const clean = fitted(line, width - 6, style);
      return [span(`${side}  `), ...clean, span(`  ${side}`)];
    }),
    [span(bottomLeft + rule.repeat(width - 2) + bottomRight)],
  ];
}

function fitted(line: Line, width: number, style: Style): Line {
  let left = width;
  const spans = line.map((one) => {
    const text = cut(printable(one.text, style.isUtf8), left);
    left -= widthOf(text);
    return { ...one, text };
  });
  return [...spans, span(' '.repeat(left))];
}

/** The box in place of what is beneath; left and right of it nothing is shown, so that a line is drawn as one. */
function pasted(
  body: readonly BodyLine[],
  box: readonly Line[],
  top: number,
  left: number,
): readonly BodyLine[] {
  return body.map((line, index) => {
    const inner = box[index - top];
    return inner === undefined ? line : { line: [span(' '.repeat(left)), ...inner] };
  });
}
