import * as v from 'valibot';

// Every message below is the text after "expected": parse-library.ts composes the sentence.

const name = v.pipe(
  v.string(),
  v.regex(/^[a-z][a-z0-9_-]{0,62}$/, 'a name of lower-case letters, digits, "_" and "-", letter first'),
);
const optionName = v.pipe(
  v.string(),
  v.regex(/^[a-z][A-Za-z0-9]{0,62}$/, 'a camelCase option name of letters and digits'),
);
const memberName = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/, 'a member name of letters, digits, "_" and "-"'),
);
const oneLine = v.pipe(v.string(), v.regex(/^[^\r\n\0]+$/, 'one line of text'));
const expression = v.pipe(
  v.string(),
  v.regex(/\S/, 'an expression'),
  v.maxLength(4096, 'at most 4096 characters'),
);
const version = v.pipe(
  v.string(),
  v.regex(/^(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})$/, 'a contract version of two integers, as "1.0"'),
);
const path = v.pipe(
  v.string(),
  v.regex(
    /^(?!\/)(?!(.*\/)?\.\.(\/|$))[^\\\r\n\0:]+$/,
    'a path inside the package: relative, with "/", without ".."',
  ),
);
const integer = v.pipe(v.number('a whole number'), v.safeInteger('a whole number below 2^53'));
const hexadecimal = v.pipe(
  v.string('a string as "0x1000"'),
  v.regex(/^0x[0-9a-fA-F]{1,16}$/, 'a hexadecimal string of at most 64 bits, as "0x1000"'),
);
const compilerFlag = v.pipe(
  v.string(),
  v.regex(
    /^-(?!B|X|o|I|specs|wrapper|-|fplugin|fuse-ld)(?!W[alp],.*(plugin|-dynamic-linker))[^\r\n\0]+$/,
    'one flag of the compiler that neither runs a program nor names a file outside (no -B, -I, -X, -o, -specs, -wrapper, -fplugin)',
  ),
);

const link = v.strictObject({ symbol: v.string(), when: v.exactOptional(expression) });

const optionBase = {
  prompt: v.exactOptional(oneLine),
  help: v.exactOptional(v.string()),
  dependsOn: v.exactOptional(expression),
  visibleIf: v.exactOptional(expression),
  menu: v.exactOptional(optionName),
};

const symbolName = v.pipe(
  v.string(),
  v.regex(
    /^[a-z][a-z0-9_-]*(\.[a-z][A-Za-z0-9]*)?$|^[a-z][A-Za-z0-9]*$/,
    'an option, as "size" or "lwip.size"',
  ),
);

function defaultOf<Schema extends v.GenericSchema>(value: Schema) {
  const conditional = v.strictObject({ value, when: v.exactOptional(expression) });
  const ofSymbol = v.strictObject({ symbol: symbolName, when: v.exactOptional(expression) });
  return v.exactOptional(v.union([value, v.array(v.union([conditional, ofSymbol]))]));
}

function rangeOf<Schema extends v.GenericSchema>(value: Schema) {
  const end = v.union([value, symbolName]);
  return v.exactOptional(
    v.union([
      v.strictTuple([value, value]),
      v.array(v.strictObject({ low: end, high: end, when: v.exactOptional(expression) })),
    ]),
  );
}

const option = v.variant('type', [
  v.strictObject({
    type: v.literal('bool'),
    ...optionBase,
    default: defaultOf(v.boolean('true or false')),
    select: v.exactOptional(v.array(link)),
    imply: v.exactOptional(v.array(link)),
    modules: v.exactOptional(v.literal(true)),
  }),
  v.strictObject({
    type: v.literal('tristate'),
    ...optionBase,
    default: defaultOf(v.union([v.boolean('true or false'), v.literal('m')])),
    select: v.exactOptional(v.array(link)),
    imply: v.exactOptional(v.array(link)),
  }),
  v.strictObject({
    type: v.literal('int'),
    ...optionBase,
    default: defaultOf(integer),
    range: rangeOf(integer),
  }),
  v.strictObject({
    type: v.literal('hex'),
    ...optionBase,
    default: defaultOf(hexadecimal),
    range: rangeOf(hexadecimal),
  }),
  v.strictObject({
    type: v.literal('string'),
    ...optionBase,
    default: defaultOf(v.pipe(v.string(), v.regex(/^[^\r\n\0]*$/, 'one line of text'))),
  }),
  v.strictObject({
    type: v.literal('choice'),
    ...optionBase,
    members: v.record(
      memberName,
      v.strictObject({
        prompt: oneLine,
        help: v.exactOptional(v.string()),
        dependsOn: v.exactOptional(expression),
      }),
    ),
    optional: v.exactOptional(v.literal(true)),
    default: v.exactOptional(
      v.union([
        v.string(),
        v.array(v.strictObject({ value: v.string(), when: v.exactOptional(expression) })),
      ]),
    ),
  }),
]);

/** The valibot schema of one library's `options`; an application's own options have the same shape. */
export const optionsSchema = v.record(optionName, option);

const menus = v.record(
  optionName,
  v.strictObject({
    prompt: oneLine,
    menu: v.exactOptional(optionName),
    dependsOn: v.exactOptional(expression),
    visibleIf: v.exactOptional(expression),
  }),
);

const comments = v.array(
  v.strictObject({
    text: oneLine,
    menu: v.exactOptional(optionName),
    dependsOn: v.exactOptional(expression),
  }),
);

/** The valibot schema of `requires`; an application's has the same shape. */
export const requiresSchema = v.record(
  name,
  v.union([version, v.strictObject({ version, when: expression })]),
);

/** Paths, some of them only under a condition. */
const includes = v.array(
  v.union([path, v.strictObject({ when: v.exactOptional(expression), files: v.array(path) })]),
);

/** The valibot schema of `library.json`; what it cannot say stands in library-rules.ts. */
export const librarySchema = v.strictObject({
  $schema: v.exactOptional(v.string()),
  schema: v.literal(1),
  name,
  pool: v.picklist(['arch', 'plat', 'main']),
  side: v.picklist(['process', 'system']),
  summary: oneLine,
  platforms: v.exactOptional(v.pipe(v.array(name), v.minLength(1, 'at least one platform'))),
  archs: v.exactOptional(v.pipe(v.array(name), v.minLength(1, 'at least one architecture'))),
  contracts: v.exactOptional(
    v.record(
      name,
      v.strictObject({ version, providers: v.picklist(['one', 'many', 'optional']), summary: oneLine }),
    ),
  ),
  provides: v.exactOptional(v.record(name, version)),
  requires: v.exactOptional(requiresSchema),
  defaults: v.exactOptional(v.record(name, name)),
  options: v.exactOptional(optionsSchema),
  menus: v.exactOptional(menus),
  comments: v.exactOptional(comments),
  sources: v.array(v.strictObject({ when: v.exactOptional(expression), files: v.array(path) })),
  includes: v.exactOptional(
    v.strictObject({ public: v.exactOptional(includes), private: v.exactOptional(includes) }),
  ),
  cflags: v.exactOptional(v.array(compilerFlag)),
  preemptible: v.exactOptional(v.literal(true)),
  exports: v.exactOptional(
    v.array(
      v.pipe(
        v.string(),
        v.regex(/^[A-Za-z_][A-Za-z0-9_]*\*?$/, 'a C identifier, perhaps with a trailing "*"'),
      ),
    ),
  ),
  linkerSets: v.exactOptional(
    v.array(v.pipe(v.string(), v.regex(/^[a-z][a-z0-9_]*$/, 'a lower-case C identifier'))),
  ),
  stubs: v.exactOptional(
    v.array(
      v.strictObject({
        prefix: v.pipe(v.string(), v.regex(/^uc_[a-z0-9_]*_$/, 'a public prefix as "uc_sys_"')),
        source: v.pipe(path, v.regex(/\.c$/, 'a file ending in .c')),
      }),
    ),
  ),
  wraps: v.exactOptional(
    v.array(
      v.strictObject({
        prefix: v.pipe(v.string(), v.regex(/^uc_[a-z0-9_]*_$/, 'a public prefix as "uc_sys_"')),
        as: v.pipe(v.string(), v.regex(/^uc_[a-z0-9_]*_$/, 'a public prefix as "uc_strace_"')),
        source: v.pipe(path, v.regex(/\.c$/, 'a file ending in .c')),
      }),
    ),
  ),
  link: v.exactOptional(
    v.strictObject({
      scripts: v.record(name, path),
      flags: v.exactOptional(v.array(compilerFlag)),
      suffix: v.exactOptional(
        v.pipe(v.string(), v.regex(/^(\.[A-Za-z0-9]+)*$/, 'a suffix as ".elf", or nothing')),
      ),
      media: v.exactOptional(v.array(v.picklist(['disk', 'iso', 'xl']))),
    }),
  ),
  tests: v.exactOptional(v.strictObject({ cflags: v.exactOptional(v.array(compilerFlag)) })),
  upstream: v.exactOptional(
    v.strictObject({
      name: oneLine,
      licence: oneLine,
      purl: v.pipe(v.string(), v.regex(/^pkg:[^\s]+$/, 'a package URL, as "pkg:generic/lwip"')),
      debianSource: v.exactOptional(
        v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9+.-]+$/, 'the name of a Debian source package')),
      ),
      accepted: v.array(
        v.strictObject({
          version: oneLine,
          file: v.pipe(v.string(), v.regex(/^[^/\\\s][^/\\\r\n\0]*$/, 'a file name without folders')),
          sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'a SHA-256 of 64 lower-case digits')),
        }),
      ),
    }),
  ),
});
