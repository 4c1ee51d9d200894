import { didYouMean } from '@unicore/descriptor';
import { wrongKconfig } from '../errors.ts';
import type { KconfigHost, KconfigWarning, Place } from './kconfig-host.ts';
import { createMacros, type Macros } from './macros.ts';
import { readCondition, readTokens, type TokenReader } from './parse-condition.ts';
import { isProperty, parseProperty, propertyNames } from './parse-property.ts';
import { type ParsedEntry, parsedEntry } from './parsed-entry.ts';
import { type LineReader, readLines } from './source-lines.ts';
import { tokenizeLine } from './tokens.ts';

/** Kconfig files as written: entries in their blocks. */
export interface ParsedKconfig {
  readonly root: ParsedEntry;
  readonly files: readonly string[];
  readonly warnings: readonly KconfigWarning[];
}

interface Parser {
  readonly host: KconfigHost;
  readonly macros: Macros;
  readonly files: string[];
  readonly warnings: KconfigWarning[];
  readonly underWay: string[];
  entries: number;
}

/** Where statements of one file go. */
interface Scope {
  readonly file: string;
  readonly lines: LineReader;
  readonly blocks: ParsedEntry[];
  /** The entry that properties belong to. */
  entry: ParsedEntry | undefined;
}

const deepestFiles = 64;
const deepestBlocks = 128;
const mostEntries = 1_000_000;

/**
 * Reads Kconfig files, from a first one and all that it sources.
 *
 * Pure as far as `host` is. Bounded in nesting and number, so that hostile input ends in an error.
 *
 * @throws {UnicoreError} `ERR_UNICORE_BAD_KCONFIG` with file and line, `ERR_UNICORE_KCONFIG_SHELL`
 */
export function parseKconfig(file: string, host: KconfigHost): ParsedKconfig {
  const warnings: KconfigWarning[] = [];
  const macros = createMacros(host, warnings);
  const parser: Parser = { host, macros, files: [], warnings, underWay: [], entries: 0 };
  const root = parsedEntry('root', { file, line: 1 });
  parseFile(parser, file, root, { file, line: 1 });
  return { root, files: parser.files, warnings };
}

function parseFile(parser: Parser, file: string, block: ParsedEntry, from: Place): void {
  const text = parser.host.read(file);
  if (text === undefined) throw wrongKconfig(from, `there is no file "${file}"`);
  if (parser.underWay.includes(file)) {
    throw wrongKconfig(from, `${[...parser.underWay, file].join(' sources ')}, in a circle`);
  }
  if (parser.underWay.length >= deepestFiles)
    throw wrongKconfig(from, `files nested more than ${deepestFiles} deep`);
  parser.underWay.push(file);
  if (!parser.files.includes(file)) parser.files.push(file);
  const scope: Scope = { file, lines: readLines(text), blocks: [block], entry: undefined };
  for (let line = scope.lines.next(); line !== undefined; line = scope.lines.next()) {
    parseLine(parser, scope, line.text, { file, line: line.line });
  }
  const open = scope.blocks.at(-1);
  if (scope.blocks.length > 1 && open !== undefined) {
    throw wrongKconfig(open.place, `"${open.kind}" has no "end${open.kind}" in this file`);
  }
  parser.underWay.pop();
}

function parseLine(parser: Parser, scope: Scope, text: string, place: Place): void {
  const start = text.search(/\S/);
  if (start < 0 || text[start] === '#') return;
  if (parseAssignment(parser, text, place)) return;
  const keyword = /^\s*(---help---|[A-Za-z0-9_-]+)/.exec(text)?.[1];
  if (keyword === undefined) {
    parseMacroLine(parser, text, place);
    return;
  }
  if (keyword === 'help' || keyword === '---help---') {
    if (scope.entry === undefined) throw wrongKconfig(place, `expected an entry before "${keyword}"`);
    scope.entry.help = scope.lines.help();
    return;
  }
  const rest = text.slice(start + keyword.length);
  const reader = readTokens(tokenizeLine(rest, parser.macros, place), place);
  if (isStatement(keyword)) statements[keyword](parser, scope, reader, place);
  else if (isProperty(keyword)) {
    if (scope.entry === undefined) throw wrongKconfig(place, `expected an entry before "${keyword}"`);
    parseProperty(scope.entry, keyword, reader, { place, warnings: parser.warnings });
  } else {
    const known = [...Object.keys(statements), ...propertyNames];
    throw wrongKconfig(place, `expected a statement, got "${keyword}".${didYouMean(keyword, known)}`);
  }
  if (reader.peek() !== undefined) reader.fail('the end of the line');
}

/** `NAME = text`, `NAME := text`, `NAME += text`, where no statement stands. */
function parseAssignment(parser: Parser, text: string, place: Place): boolean {
  const [, name = '', operator, value = ''] = /^\s*([A-Za-z0-9_-]+)\s*(=|:=|\+=)\s*(.*)$/.exec(text) ?? [];
  if (operator !== '=' && operator !== ':=' && operator !== '+=') return false;
  if (isProperty(name) || isStatement(name)) return false;
  parser.macros.assign(name, operator, value.trimEnd(), place);
  return true;
}

/** A line of macros alone, as `$(error-if,...)`: what it expands to must be blank. */
function parseMacroLine(parser: Parser, text: string, place: Place): void {
  const expanded = text.includes('$(') ? parser.macros.expand(text, place) : text;
  if (expanded.trim() !== '')
    throw wrongKconfig(place, `expected a statement, got "${expanded.trim().slice(0, 60)}"`);
}

type Statement = (parser: Parser, scope: Scope, reader: TokenReader, place: Place) => void;

const statements = {
  mainmenu: (_, scope, reader) => {
    const root = scope.blocks[0];
    if (root !== undefined) root.prompt = { text: readText(reader), when: undefined };
    scope.entry = undefined;
  },
  config: (parser, scope, reader, place) => {
    scope.entry = addEntry(parser, scope, parsedEntry('config', place, readName(reader)));
  },
  menuconfig: (parser, scope, reader, place) => {
    scope.entry = addEntry(parser, scope, parsedEntry('menuconfig', place, readName(reader)));
  },
  // Zephyr's: https://docs.zephyrproject.org/latest/build/kconfig/extensions.html
  configdefault: (parser, scope, reader, place) => {
    scope.entry = addEntry(parser, scope, parsedEntry('configdefault', place, readName(reader)));
  },
  choice: (parser, scope, reader, place) => {
    const name = reader.peek() === undefined ? '' : readName(reader);
    openBlock(parser, scope, parsedEntry('choice', place, name));
  },
  menu: (parser, scope, reader, place) => {
    const menu = parsedEntry('menu', place);
    menu.prompt = { text: readText(reader), when: undefined };
    openBlock(parser, scope, menu);
  },
  if: (parser, scope, reader, place) => {
    const block = parsedEntry('if', place);
    block.dependsOn = readCondition(reader);
    openBlock(parser, scope, block);
    scope.entry = undefined;
  },
  comment: (parser, scope, reader, place) => {
    const comment = parsedEntry('comment', place);
    comment.prompt = { text: readText(reader), when: undefined };
    scope.entry = addEntry(parser, scope, comment);
  },
  endmenu: (_, scope, __, place) => closeBlock(scope, 'menu', place),
  endchoice: (_, scope, __, place) => closeBlock(scope, 'choice', place),
  endif: (_, scope, __, place) => closeBlock(scope, 'if', place),
  source: (parser, scope, reader, place) => source(parser, scope, { reader, place }),
  rsource: (parser, scope, reader, place) => source(parser, scope, { reader, place, isRelative: true }),
  osource: (parser, scope, reader, place) => source(parser, scope, { reader, place, isOptional: true }),
  orsource: (parser, scope, reader, place) =>
    source(parser, scope, { reader, place, isOptional: true, isRelative: true }),
} as const satisfies Readonly<Record<string, Statement>>;

function isStatement(keyword: string): keyword is keyof typeof statements {
  return Object.hasOwn(statements, keyword);
}

function addEntry(parser: Parser, scope: Scope, entry: ParsedEntry): ParsedEntry {
  if (++parser.entries > mostEntries) throw wrongKconfig(entry.place, `more than ${mostEntries} entries`);
  scope.blocks.at(-1)?.children.push(entry);
  return entry;
}

function openBlock(parser: Parser, scope: Scope, block: ParsedEntry): void {
  if (scope.blocks.length >= deepestBlocks) {
    throw wrongKconfig(block.place, `blocks nested more than ${deepestBlocks} deep`);
  }
  scope.entry = addEntry(parser, scope, block);
  scope.blocks.push(block);
}

function closeBlock(scope: Scope, kind: 'menu' | 'choice' | 'if', place: Place): void {
  const open = scope.blocks.at(-1);
  if (scope.blocks.length < 2 || open === undefined) {
    throw wrongKconfig(place, `"end${kind}" closes nothing in this file`);
  }
  if (open.kind !== kind) {
    throw wrongKconfig(place, `expected "end${open.kind}" for line ${open.place.line}, got "end${kind}"`);
  }
  scope.blocks.pop();
  scope.entry = undefined;
}

interface Source {
  readonly reader: TokenReader;
  readonly place: Place;
  readonly isRelative?: true;
  readonly isOptional?: true;
}

function source(parser: Parser, scope: Scope, { reader, place, isRelative, isOptional }: Source): void {
  const block = scope.blocks.at(-1);
  scope.entry = undefined;
  const written = expandEnvironment(readText(reader), parser.host.environment);
  const folder = scope.file.slice(0, scope.file.lastIndexOf('/') + 1);
  const files = parser.host.glob(
    isRelative === true && !written.startsWith('/') ? `${folder}${written}` : written,
  );
  if (files.length === 0 && isOptional !== true) throw wrongKconfig(place, `there is no file "${written}"`);
  if (block === undefined) return;
  for (const file of files) parseFile(parser, file, block, place);
}

/** `$NAME`, as conf has it in names of files. */
function expandEnvironment(text: string, environment: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$([A-Za-z0-9_]+)/g, (_, name: string) =>
    Object.hasOwn(environment, name) ? (environment[name] ?? '') : '',
  );
}

function readText(reader: TokenReader): string {
  const token = reader.peek();
  if (token === undefined || token.kind === 'operator') return reader.fail('a text');
  reader.next();
  return token.text;
}

function readName(reader: TokenReader): string {
  const token = reader.peek();
  if (token?.kind !== 'word') return reader.fail('a name');
  reader.next();
  return token.text;
}
