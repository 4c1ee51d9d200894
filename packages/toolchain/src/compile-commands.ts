import { readFileSync } from 'node:fs';
import type { CompileUnit } from './compile.ts';
import { guarded, replaceFile } from './store.ts';

/** Renders `compile_commands.json` for editors: each source once, as its first target compiles it. Pure. */
export function compileCommands(units: readonly CompileUnit[]): string {
  const byPath = new Map<string, CompileUnit>();
  for (const unit of units) if (!byPath.has(unit.path)) byPath.set(unit.path, unit);
  const entries = [...byPath.values()].map((unit) => ({
    directory: '/',
    file: unit.path,
    arguments: [unit.compiler.path, ...unit.compiler.prefixArgs, ...unit.args, '-c', unit.path],
  }));
  return `${JSON.stringify(entries, null, 2)}\n`;
}

/** Writes a text whole or not at all, and only where it differs, so that watchers stay calm. */
export function writeIfChanged(file: string, text: string): void {
  try {
    if (readFileSync(file, 'utf8') === text) return;
  } catch {
    // Not there yet.
  }
  guarded(file, () => replaceFile(file, text));
}
