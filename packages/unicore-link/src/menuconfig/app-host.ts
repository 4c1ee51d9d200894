import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { UnicoreError } from '@unicore/descriptor';
import { findApp, type FoundApp, textOfConfig } from '../app/find-config.ts';
import { loadConfig } from '../app/load-config.ts';
import { type ReadApp, readFreshTree, readPool } from '../app/read-app.ts';
import { profileOf, targetsOf } from '../app/plan-app.ts';
import type { CommandContext, CommandValues } from '../command.ts';
import { createAppModel } from './app-model.ts';
import { type AppSource, type AppState, openAppState } from './app-state.ts';
import type { Paste } from './edit-config.ts';
import type { MenuModel } from './menu-model.ts';
import { isUsers, notSaved } from './not-saved.ts';
import type { MenuHost, SaveReport } from './run-menu.ts';
import type { Edit } from './settings.ts';
import { openUnsaved } from './unsaved.ts';

export interface AppHost extends MenuHost {
  /** Lines that the user has to paste yet. */
  readonly pastes: () => readonly string[];
}

/** Opens the menu of an application: its model, and how it is saved and added to. */
export function openAppHost(app: ReadApp, values: CommandValues, context: CommandContext): AppHost {
  const { folder } = app.found;
  let source: AppSource = {
    tree: app.tree,
    config: app.config,
    ...(app.dotConfig && { dotConfig: app.dotConfig }),
    pool: readPool(),
    targetsOf: (config) => targetsOf(config, values),
    ...profileOf(values),
    file: fileOf(app.found),
  };
  let seen = textOfConfig(app.found);
  const unsaved = openUnsaved(folder);
  let state = openWith(source, unsaved.read());
  let model: MenuModel = createAppModel(state);
  let pastes: readonly string[] = [];

  function reopen(next: AppSource, edits: readonly Edit[]): void {
    source = next;
    state = openAppState(source, edits);
    model = createAppModel(state);
  }

  async function save(): Promise<SaveReport> {
    try {
      const found = findApp(folder);
      if (textOfConfig(found) !== seen) return { message: 'Not saved', stale: fileOf(found) };
      const { saveConfig } = await import('./save-config.ts');
      const saved = await saveConfig(found, state.edits());
      seen = textOfConfig(findApp(folder));
      pastes = pasteLines(saved.file, saved.pastes);
      reopen(
        { ...source, config: saved.config, file: saved.file },
        saved.pastes.map(({ edit }) => edit),
      );
      unsaved.forget();
      const message = `Saved ${saved.file}`;
      return pastes.length === 0 ? { message } : { message, page: { title: 'To paste', lines: pastes } };
    } catch (error) {
      return notSaved(error);
    }
  }

  async function reload(): Promise<string> {
    try {
      const found = findApp(folder);
      // Before it is read: a change in between is found by the next save.
      const text = textOfConfig(found);
      const config = await loadConfig(found);
      const file = fileOf(found);
      reopen({ ...source, config, file }, state.edits());
      seen = text;
      return `Read ${file} again; ${state.edits().length} of your changes are not in it`;
    } catch (error) {
      if (!isUsers(error)) throw error;
      return `Not read: ${error.message}`;
    }
  }

  async function install(packages: readonly string[]): Promise<string> {
    try {
      const { addPackages } = await import('../app/add-packages.ts');
      await addPackages(folder, packages, context);
      reopen({ ...source, tree: await readFreshTree(folder, context.reporter) }, state.edits());
      return `Installed ${packages.join(', ')}`;
    } catch (error) {
      if (!(error instanceof UnicoreError)) throw error;
      context.reporter.note(`${error.message}\n${error.hint ?? ''}`);
      await confirmed(context.signal);
      return `Not installed: ${error.message}`;
    }
  }

  return {
    model: () => model,
    save,
    reload,
    async pasteText() {
      const { pasteWhole } = await import('./save-config.ts');
      return pasteWhole(source.file, state.edits());
    },
    install,
    pastes: () => pastes,
    discard: unsaved.forget,
    abandon: () => unsaved.keep(state.edits()),
    ...(state.edits().length > 0 && {
      greeting: 'Changes of a menu that was ended are taken over; they are not saved yet',
    }),
  };
}

function fileOf({ folder, config }: FoundApp): string {
  return config.kind === 'none' ? 'unicore.config.ts (new)' : config.file.slice(folder.length + 1);
}

/** Edits of another day may not go together with what is installed now. */
function openWith(source: AppSource, edits: readonly Edit[]): AppState {
  try {
    return openAppState(source, edits);
  } catch (error) {
    if (edits.length === 0 || !(error instanceof UnicoreError)) throw error;
    return openAppState(source);
  }
}

/** What the package manager said stays on the screen until the user has read it. */
async function confirmed(signal: AbortSignal): Promise<void> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr, terminal: false });
  const closed = once(terminal, 'close').then(() => undefined);
  try {
    await Promise.race([terminal.question('Enter goes back to the menu. ', { signal }), closed]);
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    terminal.close();
  }
}

/** What is computed, where, and the line that says what the user chose. Pure. */
export function pasteLines(file: string, pastes: readonly Paste[]): readonly string[] {
  if (pastes.length === 0) return [];
  return [
    `${pastes.length === 1 ? 'One setting is' : `${pastes.length} settings are`} computed by code, which is yours to change.`,
    ...pastes.flatMap(({ line, computed, text, isWhole }) => [
      '',
      `${file}:${line}: ${computed} is computed. ${isWhole ? 'In its place' : 'What it makes needs'}:`,
      '',
      `    ${text}`,
    ]),
  ];
}
