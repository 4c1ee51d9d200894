import type { Key } from './keys.ts';
import type { MenuModel, Row } from './menu-model.ts';
import { pressOverlay } from './press-overlay.ts';
import {
  bodyHeight,
  focusOf,
  nearestFocus,
  placeOf,
  type Pressed,
  shownRows,
  type Ui,
  withFocus,
} from './ui-state.ts';

/**
 * What a key does: the next state of the screen, and what it asks of the world. Pure but for `model`, whose settings it may
 * change.
 */
export function press(before: Ui, key: Key, model: MenuModel): Pressed {
  if (key.name === 'redraw') return { ui: before, effect: { kind: 'redraw' } };
  const { message: _, ...ui } = before;
  return ui.overlay === undefined ? pressMenu(ui, key, model) : pressOverlay(ui, ui.overlay, key, model);
}

/** Asks what becomes of changes; leaves where there are none. Pure. */
export function askToLeave(ui: Ui, model: MenuModel, status = 0): Pressed {
  const count = model.changeCount();
  if (count === 0) return { ui, effect: { kind: 'leave', status } };
  const what = count === 1 ? '1 change is' : `${count} changes are`;
  return {
    ui: {
      ...ui,
      overlay: {
        kind: 'ask',
        title: 'Leave',
        lines: [`${what} not saved.`],
        answers: [
          { key: 'y', label: 'Save and leave', effect: { kind: 'save', leaves: true } },
          { key: 'n', label: 'Leave without', effect: { kind: 'leave', status } },
          { key: 'c', label: 'Stay' },
        ],
        index: 0,
      },
    },
  };
}

function pressMenu(ui: Ui, key: Key, model: MenuModel): Pressed {
  const rows = shownRows(ui, model);
  const focus = focusOf(placeOf(ui), rows);
  const row = rows[focus];
  const go = (index: number, step: 1 | -1): Pressed => {
    const end = Math.max(0, Math.min(rows.length - 1, index));
    return { ui: withFocus(ui, rows, nearestFocus(rows, end, step)) };
  };
  switch (key.name) {
    case 'up':
      return go(focus - 1, -1);
    case 'down':
    case 'tab':
      return go(focus + 1, 1);
    case 'pageup':
      return go(focus - bodyHeight(ui), -1);
    case 'pagedown':
      return go(focus + bodyHeight(ui), 1);
    case 'home':
      return go(0, 1);
    case 'end':
      return go(rows.length - 1, -1);
    case 'right':
      return { ui: row?.opens ? open(ui, row) : ui };
    case 'enter':
      return enter(ui, row, model);
    case 'left':
      return { ui: ui.path.length > 1 ? back(ui) : ui };
    case 'escape':
    case 'backspace':
      if (ui.path.length > 1) return { ui: back(ui) };
      return key.name === 'escape' ? askToLeave(ui, model) : { ui };
    case 'interrupt':
      return askToLeave(ui, model, 130);
    case 'help':
      return { ui: help(ui, row, model) };
    case 'text':
      return letters(ui, key.text, row, model, go, focus);
    default:
      return { ui };
  }
}

type Go = (index: number, step: 1 | -1) => Pressed;

// oxlint-disable-next-line eslint/max-params -- the table of keys, cut in two
function letters(
  ui: Ui,
  text: string,
  row: Row | undefined,
  model: MenuModel,
  go: Go,
  focus: number,
): Pressed {
  switch (text) {
    case 'j':
      return go(focus + 1, 1);
    case 'k':
      return go(focus - 1, -1);
    case 'g':
      return go(0, 1);
    case 'G':
      return go(Number.MAX_SAFE_INTEGER, -1);
    case 'l':
      return { ui: row?.opens ? open(ui, row) : ui };
    case 'h':
      return { ui: ui.path.length > 1 ? back(ui) : ui };
    case ' ':
      return space(ui, row, model);
    case 'y':
    case 'n':
    case 'm':
    case 'Y':
    case 'N':
    case 'M':
      return choose(ui, row, text.toLowerCase(), model);
    case '?':
      return { ui: help(ui, row, model) };
    case '/':
      return { ui: { ...ui, overlay: { kind: 'search', text: '', hits: [], index: 0 } } };
    case 'z':
    case 'Z':
      return {
        ui: {
          ...ui,
          showsHidden: !ui.showsHidden,
          message: ui.showsHidden ? 'Hidden options are hidden' : 'Hidden options are shown',
        },
      };
    case 'r':
    case 'R':
      return { ui: withMessage(ui, row === undefined ? undefined : model.reset(row.id)) };
    case 's':
    case 'S':
      if (model.changeCount() === 0) return { ui: withMessage(ui, 'Nothing has changed') };
      return { ui, effect: { kind: 'save', leaves: false } };
    case 'q':
    case 'Q':
      return askToLeave(ui, model);
    default:
      return { ui };
  }
}

function enter(ui: Ui, row: Row | undefined, model: MenuModel): Pressed {
  if (row === undefined) return { ui };
  if (row.opens) return { ui: open(ui, row) };
  return space(ui, row, model);
}

/** The next value, an editor, a question: whatever a row has. */
function space(ui: Ui, row: Row | undefined, model: MenuModel): Pressed {
  if (row === undefined) return { ui };
  switch (row.kind) {
    case 'bool':
    case 'tristate': {
      const next = row.able[(row.able.indexOf(row.value) + 1) % row.able.length];
      return next === undefined ? { ui: withMessage(ui, whyFixed(row)) } : choose(ui, row, next, model);
    }
    case 'int':
    case 'hex':
    case 'string':
      return { ui: row.isShown ? edit(ui, row, model) : withMessage(ui, whyFixed(row)) };
    case 'member':
      return choose(ui, row, 'y', model);
    case 'missing':
      return { ui: askToInstall(ui, row) };
    case 'problem':
      return { ui: help(ui, row, model) };
    default:
      return { ui: row.opens ? open(ui, row) : ui };
  }
}

function choose(ui: Ui, row: Row | undefined, value: string, model: MenuModel): Pressed {
  if (row === undefined) return { ui };
  if (row.kind === 'missing') return { ui: value === 'y' ? askToInstall(ui, row) : ui };
  if (!['bool', 'tristate', 'member', 'choice'].includes(row.kind)) return { ui };
  if (row.able.length === 0) return { ui: row.kind === 'choice' ? ui : withMessage(ui, whyFixed(row)) };
  if (!row.able.includes(value)) {
    const able = row.able.join(' or ');
    return { ui: row.kind === 'member' ? ui : withMessage(ui, `It may be ${able}`) };
  }
  const wrong = model.set(row.id, value);
  if (wrong !== undefined) return { ui: withMessage(ui, wrong) };
  return { ui: row.kind === 'member' && ui.path.length > 1 ? back(ui) : ui };
}

function whyFixed(row: Row): string {
  if (row.note !== undefined && !row.isShown) return `It is fixed: ${row.note}`;
  return row.kind === 'member' ? 'It cannot be chosen now' : 'It is fixed by others; ? says by whom';
}

function open(ui: Ui, row: Row): Ui {
  return { ...ui, path: [...ui.path, { menu: row.id, at: '', index: 0 }] };
}

function back(ui: Ui): Ui {
  return { ...ui, path: ui.path.slice(0, -1) };
}

function help(ui: Ui, row: Row | undefined, model: MenuModel): Ui {
  if (row === undefined) return ui;
  return { ...ui, overlay: { kind: 'text', title: 'Help', lines: model.help(row.id), top: 0 } };
}

function edit(ui: Ui, row: Row, model: MenuModel): Ui {
  const text = model.textOf(row.id);
  return { ...ui, overlay: { kind: 'edit', id: row.id, title: row.prompt, text, caret: [...text].length } };
}

function askToInstall(ui: Ui, { packages = [], note = '', prompt }: Row): Ui {
  const answers = [
    { key: 'y', label: 'Run it', effect: { kind: 'install', packages } as const },
    { key: 'n', label: 'No' },
  ];
  const command = note.replace(/ \((?:only|not) .*\)$/, '');
  return {
    ...ui,
    overlay: { kind: 'ask', title: 'Install', lines: [prompt, '', `$ ${command}`], answers, index: 0 },
  };
}

function withMessage(ui: Ui, message: string | undefined): Ui {
  return message === undefined ? ui : { ...ui, message };
}
