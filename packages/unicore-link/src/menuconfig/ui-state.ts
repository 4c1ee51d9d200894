import type { Hit, MenuModel, Row } from './menu-model.ts';

/** A menu on the way from the outermost, and the row that has the focus in it. */
export interface Place {
  readonly menu: string;
  readonly at: string;
  /** Where the row was: the focus stays there when the row goes. */
  readonly index: number;
}

export interface Answer {
  readonly key: string;
  readonly label: string;
  readonly effect?: Effect;
}

export type Overlay =
  | { readonly kind: 'text'; readonly title: string; readonly lines: readonly string[]; readonly top: number }
  | {
      readonly kind: 'search';
      readonly text: string;
      readonly hits: readonly Hit[];
      readonly index: number;
      /** While the answer is not there: whether Enter was pressed for it. */
      readonly state?: 'searches' | 'jumps';
      readonly wrong?: string;
    }
  | {
      readonly kind: 'edit';
      readonly id: string;
      readonly title: string;
      readonly text: string;
      /** In characters. */
      readonly caret: number;
      readonly wrong?: string;
    }
  | {
      readonly kind: 'ask';
      readonly title: string;
      readonly lines: readonly string[];
      readonly answers: readonly Answer[];
      readonly index: number;
    };

/** All that a menu's screen shows beside the model. */
export interface Ui {
  readonly path: readonly Place[];
  readonly showsHidden: boolean;
  readonly columns: number;
  readonly lines: number;
  readonly overlay?: Overlay;
  /** Said in the last line but one until the next key. */
  readonly message?: string;
}

/** What a key asks of the world outside. */
export type Effect =
  | { readonly kind: 'save'; readonly leaves: boolean }
  | { readonly kind: 'install'; readonly packages: readonly string[] }
  | { readonly kind: 'leave'; readonly status: number }
  | { readonly kind: 'reload' }
  | { readonly kind: 'paste' }
  | { readonly kind: 'redraw' }
  | { readonly kind: 'search'; readonly pattern: string };

export interface Pressed {
  readonly ui: Ui;
  readonly effect?: Effect;
}

/** Opens a menu at its first row. Pure. */
export function openUi(size: { readonly columns: number; readonly lines: number }): Ui {
  return { path: [{ menu: '', at: '', index: 0 }], showsHidden: false, ...size };
}

/** The rows that are shown now: without hidden ones, unless they are asked for. Pure. */
export function shownRows(ui: Ui, model: MenuModel): readonly Row[] {
  const rows = model.rows(placeOf(ui).menu);
  return ui.showsHidden ? rows : rows.filter((row) => row.isShown);
}

/** The menu that is open. Pure. */
export function placeOf({ path }: Ui): Place {
  return path.at(-1) ?? { menu: '', at: '', index: 0 };
}

/** Index of the row that has the focus: by its name, else where it was; never a comment where another row is there. Pure. */
export function focusOf({ at, index }: Place, rows: readonly Row[]): number {
  const found = rows.findIndex((row) => row.id === at);
  const start = found >= 0 ? found : Math.max(0, Math.min(index, rows.length - 1));
  return nearestFocus(rows, start, 1);
}

/** From a row on, in a direction and then the other, the first that is no comment. Pure. */
export function nearestFocus(rows: readonly Row[], start: number, step: 1 | -1): number {
  for (const direction of [step, -step])
    for (let at = start; at >= 0 && at < rows.length; at += direction)
      if (rows[at]?.kind !== 'comment') return at;
  return start;
}

/** Lines that rows may take on a screen. Pure. */
export function bodyHeight({ lines }: Ui): number {
  return Math.max(1, lines - 7);
}

export function withFocus(ui: Ui, rows: readonly Row[], index: number): Ui {
  const place = placeOf(ui);
  const row = rows[index];
  return { ...ui, path: [...ui.path.slice(0, -1), { ...place, at: row?.id ?? '', index }] };
}

/** Goes to a row, wherever it is; hidden rows are shown where it is one. Pure. */
export function jumpTo(ui: Ui, model: MenuModel, id: string): Ui {
  const path: Place[] = [];
  for (let at = id; at !== '' && path.length < 32;) {
    const menu = model.menuOf(at);
    path.unshift({
      menu,
      at,
      index: Math.max(
        0,
        model.rows(menu).findIndex((row) => row.id === at),
      ),
    });
    at = menu;
  }
  if (path.length === 0) return ui;
  const isHidden = path.some(({ menu, at }) => model.rows(menu).some((row) => row.id === at && !row.isShown));
  const { overlay: _, ...rest } = ui;
  return { ...rest, path, showsHidden: ui.showsHidden || isHidden };
}
