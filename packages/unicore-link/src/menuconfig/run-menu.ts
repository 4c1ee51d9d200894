import type { Key } from './keys.ts';
import type { MenuModel } from './menu-model.ts';
import { press } from './press.ts';
import { takeAnswer } from './press-overlay.ts';
import { createScreen } from './screen.ts';
import { openSearch } from './search.ts';
import { listen, styleOf } from './terminal.ts';
import { createTypedAhead } from './typed-ahead.ts';
import { type Effect, openUi, type Overlay, type Ui } from './ui-state.ts';
import { drawFrame } from './views.ts';

/** What a menu does beside showing and changing its model. */
export interface MenuHost {
  readonly model: () => MenuModel;
  /** Writes the changes; returns what to say, or a page to show. */
  readonly save: () => Promise<SaveReport>;
  /** Reads anew what somebody else has changed, with the user's changes on top; returns what to say. */
  readonly reload: () => Promise<string>;
  /** The changes as lines, to be put into the file by hand. */
  readonly pasteText: () => Promise<readonly string[]>;
  /** The user leaves without the changes. */
  readonly discard: () => void;
  /** The terminal or the process ends: changes are put aside, where there are any. */
  readonly abandon: () => void;
  /** Said when the menu opens. */
  readonly greeting?: string;
  /** Runs on the ordinary screen, and opens the model anew. */
  readonly install: (packages: readonly string[]) => Promise<string>;
}

export interface SaveReport {
  readonly message: string;
  /** What the user has to do yet; the menu stays open for it. */
  readonly page?: { readonly title: string; readonly lines: readonly string[] };
  /** A file that somebody else has changed since it was read: nothing was written. */
  readonly stale?: string;
}

export interface MenuTerminal {
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/** Shows a menu until it is left; returns the exit status. The terminal is as before afterwards, however it ends. */
export async function runMenu(host: MenuHost, { input, output, env, signal }: MenuTerminal): Promise<number> {
  const screen = createScreen(output);
  const style = styleOf(env);
  let ui: Ui = { ...openUi(sizeOf(output)), ...(host.greeting && { message: host.greeting }) };
  let stop: (() => void) | undefined;
  let waiting: Promise<void> = Promise.resolve();
  let isBusy = false;

  return await new Promise<number>((resolve, reject) => {
    const draw = (): void => screen.show(drawFrame(ui, host.model(), style));
    const typedAhead = createTypedAhead();
    const search = openSearch((pattern, found) =>
      guarded(() => {
        ui = takeAnswer(ui, pattern, found, host.model());
        draw();
        for (const key of typedAhead.take()) onKey(key);
      }),
    );
    const end = (status: number): void => {
      close();
      signal.removeEventListener('abort', onAbort);
      process.off('exit', close);
      resolve(status);
    };
    const abandon = (status: number): void => {
      close();
      try {
        host.abandon();
      } catch (error) {
        reject(error as Error);
      }
      end(status);
    };
    // The command's own status for a signal counts.
    const onAbort = (): void => abandon(1);
    const close = (): void => {
      search.stop();
      screen.leave();
      stop?.();
      stop = undefined;
    };
    const open = (): void => {
      screen.enter();
      stop = listen(input, output, { onKey, onResize, onGone: () => abandon(129) });
      ui = { ...ui, ...sizeOf(output) };
      draw();
    };
    const fail = (error: unknown): void => {
      reject(error as Error);
      abandon(1);
    };
    /** An event's own errors would end the process with what it says on the wrong screen. */
    const guarded = (work: () => void): void => {
      try {
        work();
      } catch (error) {
        fail(error);
      }
    };
    const onResize = (): void =>
      guarded(() => {
        ui = { ...ui, ...sizeOf(output) };
        screen.forget();
        draw();
      });
    const onKey = (key: Key): void =>
      guarded(() => {
        // What is typed while a save goes on waits for nothing and is not taken for an answer.
        if (isBusy || typedAhead.keep(ui, key)) return;
        const pressed = press(ui, key, host.model());
        ui = pressed.ui;
        if (pressed.effect === undefined) return draw();
        if (pressed.effect.kind === 'search') {
          search.start(host.model().searchable(), pressed.effect.pattern);
          return draw();
        }
        isBusy = true;
        waiting = act(pressed.effect).then(() => void (isBusy = false), fail);
      });
    const act = async (effect: Exclude<Effect, { readonly kind: 'search' }>): Promise<void> => {
      switch (effect.kind) {
        case 'redraw':
          screen.forget();
          return draw();
        case 'leave':
          host.discard();
          return end(effect.status);
        case 'install': {
          close();
          const message = await host.install(effect.packages);
          ui = { ...ui, message };
          return open();
        }
        case 'reload':
          ui = { ...ui, message: await host.reload() };
          return draw();
        case 'paste':
          ui = { ...ui, overlay: pageOverlay({ title: 'To paste', lines: await host.pasteText() }) };
          return draw();
        case 'save': {
          const { message, page, stale } = await host.save();
          if (stale !== undefined) {
            ui = { ...ui, message, overlay: staleOverlay(stale) };
            return draw();
          }
          if (page === undefined && effect.leaves) return end(0);
          ui = { ...ui, message, ...(page && { overlay: pageOverlay(page) }) };
          return draw();
        }
      }
    };
    signal.addEventListener('abort', onAbort);
    process.on('exit', close);
    if (signal.aborted) return end(1);
    open();
  }).finally(() => waiting);
}

function pageOverlay(page: { readonly title: string; readonly lines: readonly string[] }): Overlay {
  return { kind: 'text', title: page.title, lines: page.lines, top: 0 };
}

function staleOverlay(file: string): Overlay {
  return {
    kind: 'ask',
    title: 'Not saved',
    lines: [`Somebody else has changed ${file} since this menu read it.`, 'Nothing was written.'],
    answers: [
      { key: 'r', label: 'Read it again, keep my changes', effect: { kind: 'reload' } },
      { key: 'p', label: 'Show what to paste', effect: { kind: 'paste' } },
      { key: 'c', label: 'Stay' },
    ],
    index: 0,
  };
}

function sizeOf({ columns, rows }: NodeJS.WriteStream): { readonly columns: number; readonly lines: number } {
  // A terminal that nobody sized says 0.
  return { columns: columns || 80, lines: rows || 24 };
}
