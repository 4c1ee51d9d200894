import { wrongKconfig } from '../errors.ts';
import type { Expression } from '../expression.ts';
import type { KconfigWarning, Place } from './kconfig-host.ts';
import { readCondition, readSymbol, type TokenReader } from './parse-condition.ts';
import type { ParsedEntry } from './parsed-entry.ts';
import { allOf, type SymbolType, type When } from './symbol-model.ts';

interface Around {
  readonly place: Place;
  readonly warnings: KconfigWarning[];
}

type Property = (entry: ParsedEntry, reader: TokenReader, around: Around) => void;

/** Kinds of entry that a property may stand in. */
const symbols: readonly ParsedEntry['kind'][] = ['config', 'menuconfig'];
const symbolsAndChoices: readonly ParsedEntry['kind'][] = [...symbols, 'choice'];

const properties: Readonly<
  Record<string, { readonly in: readonly ParsedEntry['kind'][]; readonly parse: Property }>
> = {
  ...typeProperty('bool', 'bool'),
  ...typeProperty('boolean', 'bool'),
  ...typeProperty('tristate', 'tristate'),
  ...typeProperty('int', 'int'),
  ...typeProperty('hex', 'hex'),
  ...typeProperty('string', 'string'),
  ...definitionProperty('def_bool', 'bool'),
  ...definitionProperty('def_tristate', 'tristate'),
  ...definitionProperty('def_int', 'int'),
  ...definitionProperty('def_hex', 'hex'),
  ...definitionProperty('def_string', 'string'),
  prompt: {
    in: symbolsAndChoices,
    parse: (entry, reader, around) => setPrompt(entry, reader, around),
  },
  default: { in: [...symbolsAndChoices, 'configdefault'], parse: addDefault },
  depends: {
    in: [...symbolsAndChoices, 'menu', 'comment'],
    parse: (entry, reader) => {
      const word = reader.next();
      if (word?.text !== 'on') reader.fail('"on" after "depends"');
      const condition = readCondition(reader);
      const when = readIf(reader);
      entry.dependsOn = allOf(entry.dependsOn, when === undefined ? condition : either(not(when), condition));
    },
  },
  select: {
    in: symbols,
    parse: (entry, reader) => {
      entry.selects.push({ symbol: readWord(reader), when: readIf(reader) });
    },
  },
  imply: {
    in: symbols,
    parse: (entry, reader) => {
      entry.implies.push({ symbol: readWord(reader), when: readIf(reader) });
    },
  },
  range: {
    in: symbols,
    parse: (entry, reader) => {
      const low = readSymbol(reader);
      const high = readSymbol(reader);
      entry.ranges.push({ low, high, when: readIf(reader) });
    },
  },
  optional: {
    in: ['choice'],
    parse: (entry) => {
      entry.isOptional = true;
    },
  },
  visible: {
    in: ['menu'],
    parse: (entry, reader) => {
      const when = readIf(reader);
      if (when === undefined) reader.fail('"if" after "visible"');
      entry.visibleIf = allOf(entry.visibleIf, when);
    },
  },
  option: { in: symbolsAndChoices, parse: addOption },
  modules: {
    in: symbols,
    parse: (entry) => {
      entry.options.set('modules', '');
    },
  },
  transitional: { in: symbols, parse: () => undefined },
};

export const propertyNames: readonly string[] = Object.keys(properties);

export function isProperty(keyword: string): boolean {
  return Object.hasOwn(properties, keyword);
}

/** Reads one line of an entry into it. */
export function parseProperty(
  entry: ParsedEntry,
  keyword: string,
  reader: TokenReader,
  around: Around,
): void {
  const property = properties[keyword];
  if (property === undefined) return;
  if (!property.in.includes(entry.kind)) {
    throw wrongKconfig(around.place, `"${keyword}" has no place in a ${entry.kind}`);
  }
  property.parse(entry, reader, around);
}

function typeProperty(keyword: string, type: SymbolType): typeof properties {
  return {
    [keyword]: {
      in: symbolsAndChoices,
      parse: (entry, reader, around) => {
        setType(entry, type, around);
        if (reader.peek() !== undefined) setPrompt(entry, reader, around);
      },
    },
  };
}

function definitionProperty(keyword: string, type: SymbolType): typeof properties {
  return {
    [keyword]: {
      in: symbols,
      parse: (entry, reader, around) => {
        setType(entry, type, around);
        addDefault(entry, reader);
      },
    },
  };
}

function setType(entry: ParsedEntry, type: SymbolType, { place, warnings }: Around): void {
  if (entry.kind === 'choice' && type !== 'bool' && type !== 'tristate') {
    throw wrongKconfig(place, `expected bool or tristate for a choice, got ${type}`);
  }
  if (entry.type !== undefined && entry.type !== type) {
    warnings.push({ ...place, text: `the type stays ${entry.type}: ${type} is ignored` });
    return;
  }
  entry.type = type;
}

function setPrompt(entry: ParsedEntry, reader: TokenReader, { place, warnings }: Around): void {
  const token = reader.next();
  if (token === undefined || token.kind === 'operator') return reader.fail('a prompt');
  if (entry.prompt !== undefined)
    warnings.push({ ...place, text: 'a second prompt takes the place of the first' });
  entry.prompt = { text: token.text.trim(), when: readIf(reader) };
}

function addDefault(entry: ParsedEntry, reader: TokenReader): void {
  entry.defaults.push({ value: readCondition(reader), when: readIf(reader) });
}

function addOption(entry: ParsedEntry, reader: TokenReader, { place, warnings }: Around): void {
  for (let name = reader.next(); name !== undefined; name = reader.next()) {
    const equals = reader.peek();
    let value = '';
    if (equals?.kind === 'operator' && equals.text === '=') {
      reader.next();
      value = reader.next()?.text ?? reader.fail('a value');
    }
    if (['modules', 'defconfig_list', 'allnoconfig_y', 'env'].includes(name.text)) {
      entry.options.set(name.text, value);
    } else warnings.push({ ...place, text: `"option ${name.text}" is not known, and ignored` });
  }
}

function readIf(reader: TokenReader): When {
  const token = reader.peek();
  if (token?.kind !== 'word' || token.text !== 'if') return undefined;
  reader.next();
  return readCondition(reader);
}

function readWord(reader: TokenReader): string {
  const token = reader.peek();
  if (token?.kind !== 'word') return reader.fail('a symbol');
  reader.next();
  return token.text;
}

function not(operand: Expression): Expression {
  return { kind: 'not', operand };
}

function either(left: Expression, right: Expression): Expression {
  return { kind: 'or', operands: [left, right] };
}
