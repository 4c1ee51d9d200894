import type { Key } from './keys.ts';
import type { MenuModel } from './menu-model.ts';
import type { SearchAnswer } from './search.ts';
import { bodyHeight, jumpTo, type Overlay, type Pressed, type Ui } from './ui-state.ts';

/** What a key does while something stands over the menu. Pure but for `model`. */
export function pressOverlay(ui: Ui, overlay: Overlay, key: Key, model: MenuModel): Pressed {
  switch (overlay.kind) {
    case 'text':
      return { ui: pressText(ui, overlay, key) };
    case 'search':
      return pressSearch(ui, overlay, key, model);
    case 'edit':
      return { ui: pressEdit(ui, overlay, key, model) };
    case 'ask':
      return pressAsk(ui, overlay, key);
  }
}

type Of<Kind extends Overlay['kind']> = Extract<Overlay, { readonly kind: Kind }>;

function pressText(ui: Ui, overlay: Of<'text'>, key: Key): Ui {
  const page = bodyHeight(ui);
  const scroll = (by: number): Ui => ({ ...ui, overlay: { ...overlay, top: Math.max(0, overlay.top + by) } });
  switch (key.name) {
    case 'down':
      return scroll(1);
    case 'up':
      return scroll(-1);
    case 'pagedown':
      return scroll(page);
    case 'pageup':
      return scroll(-page);
    case 'home':
      return scroll(-overlay.top);
    case 'text':
      if (key.text === 'j') return scroll(1);
      if (key.text === 'k') return scroll(-1);
      return key.text === ' ' ? scroll(page) : closed(ui);
    default:
      return closed(ui);
  }
}

function pressSearch(ui: Ui, overlay: Of<'search'>, key: Key, model: MenuModel): Pressed {
  const { text, hits, index } = overlay;
  const move = (by: number): Pressed => ({
    ui: { ...ui, overlay: { ...overlay, index: Math.max(0, Math.min(hits.length - 1, index + by)) } },
  });
  switch (key.name) {
    case 'up':
      return move(-1);
    case 'down':
    case 'tab':
      return move(1);
    case 'pageup':
      return move(-bodyHeight(ui));
    case 'pagedown':
      return move(bodyHeight(ui));
    case 'enter': {
      if (overlay.state !== undefined) return { ui: { ...ui, overlay: { ...overlay, state: 'jumps' } } };
      const hit = hits[index];
      return { ui: hit === undefined ? ui : jumpTo(ui, model, hit.id) };
    }
    case 'escape':
    case 'interrupt':
      return { ui: closed(ui) };
    case 'text':
      return searching(ui, text + key.text);
    case 'backspace':
      return text === '' ? { ui: closed(ui) } : searching(ui, [...text].slice(0, -1).join(''));
    case 'clear':
    case 'word':
      return searching(ui, '');
    default:
      return { ui };
  }
}

function searching(ui: Ui, text: string): Pressed {
  const base = { kind: 'search', text, hits: [], index: 0 } as const;
  const wrong = wrongPattern(text);
  if (wrong !== undefined) return { ui: { ...ui, overlay: { ...base, wrong } } };
  if (text === '') return { ui: { ...ui, overlay: base } };
  return {
    ui: { ...ui, overlay: { ...base, state: 'searches' } },
    effect: { kind: 'search', pattern: text },
  };
}

function wrongPattern(text: string): string | undefined {
  try {
    void RegExp(text, 'im');
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Shows what a search found, if it is still asked for; Enter may have been pressed already. Pure but for `model`. */
export function takeAnswer(ui: Ui, pattern: string, { hits, wrong }: SearchAnswer, model: MenuModel): Ui {
  const { overlay } = ui;
  if (overlay?.kind !== 'search' || overlay.text !== pattern) return ui;
  const [first] = hits;
  if (overlay.state === 'jumps' && first !== undefined) return jumpTo(ui, model, first.id);
  const { state: _, ...rest } = overlay;
  return { ...ui, overlay: { ...rest, hits, ...(wrong !== undefined && { wrong }) } };
}

function pressEdit(ui: Ui, overlay: Of<'edit'>, key: Key, model: MenuModel): Ui {
  const characters = [...overlay.text];
  const { caret } = overlay;
  const to = (position: number): Ui => ({
    ...ui,
    overlay: { ...overlay, caret: Math.max(0, Math.min(characters.length, position)) },
  });
  const typed = (start: number, end: number, inserted: string): Ui => {
    const text = characters.toSpliced(start, end - start, ...inserted).join('');
    const wrong = model.check(overlay.id, text);
    const { wrong: _, ...rest } = overlay;
    const next = { ...rest, text, caret: start + [...inserted].length };
    return { ...ui, overlay: wrong === undefined ? next : { ...next, wrong } };
  };
  switch (key.name) {
    case 'left':
      return to(caret - 1);
    case 'right':
      return to(caret + 1);
    case 'home':
      return to(0);
    case 'end':
      return to(characters.length);
    case 'text':
      return typed(caret, caret, key.text);
    case 'backspace':
      return caret === 0 ? ui : typed(caret - 1, caret, '');
    case 'delete':
      return caret === characters.length ? ui : typed(caret, caret + 1, '');
    case 'clear':
      return typed(0, caret, '');
    case 'word': {
      const kept = characters
        .slice(0, caret)
        .join('')
        .replace(/\S*\s*$/u, '');
      return typed([...kept].length, caret, '');
    }
    case 'enter': {
      if (overlay.text === model.textOf(overlay.id)) return closed(ui);
      const wrong = model.set(overlay.id, overlay.text);
      return wrong === undefined ? closed(ui) : { ...ui, overlay: { ...overlay, wrong } };
    }
    case 'escape':
    case 'interrupt':
      return closed(ui);
    default:
      return ui;
  }
}

function pressAsk(ui: Ui, overlay: Of<'ask'>, key: Key): Pressed {
  const { answers, index } = overlay;
  const turn = (by: number): Pressed => ({
    ui: { ...ui, overlay: { ...overlay, index: (index + by + answers.length) % answers.length } },
  });
  const answer = (at: number): Pressed => {
    const effect = answers[at]?.effect;
    return { ui: closed(ui), ...(effect && { effect }) };
  };
  switch (key.name) {
    case 'left':
    case 'up':
      return turn(-1);
    case 'right':
    case 'down':
    case 'tab':
      return turn(1);
    case 'enter':
      return answer(index);
    case 'escape':
      return { ui: closed(ui) };
    case 'interrupt': {
      // A second Ctrl-C takes the question of the first for answered with no.
      const leave = answers.find(({ effect }) => effect?.kind === 'leave')?.effect;
      return { ui: closed(ui), ...(leave && { effect: leave }) };
    }
    case 'text': {
      const at = answers.findIndex((one) => one.key === key.text.toLowerCase());
      return at < 0 ? { ui } : answer(at);
    }
    default:
      return { ui };
  }
}

function closed(ui: Ui): Ui {
  const { overlay: _, ...rest } = ui;
  return rest;
}
