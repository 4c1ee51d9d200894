import type { Option } from '@unicore/descriptor';
import type { Tree } from '@unicore/resolve';
import { offers } from './offers.ts';

type Schema = Readonly<Record<string, unknown>>;

const text: Schema = { type: 'string' };
const texts: Schema = { type: 'array', items: text };
const flag: Schema = { type: 'boolean' };
const positive: Schema = { type: 'number', exclusiveMinimum: 0 };
const anyObject: Schema = { type: 'object' };

/**
 * Renders the JSON Schema (draft 07) of `unicore.config.json`, with the libraries, options, providers and targets that are installed,
 * so that editors complete them. Pure.
 */
export function renderConfigSchema(tree: Tree): string {
  const { libraries, providers, targets } = offers(tree);
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'What an application says of its images (unicore.config.json)',
    ...object({
      $schema: text,
      name: { ...described('File name of the image'), ...text, pattern: '^[A-Za-z0-9_][A-Za-z0-9._-]*$' },
      targets: {
        ...described('Images to build without --plat'),
        type: 'array',
        items: oneOf(targets),
      },
      arch: oneOf([...new Set(targets.flatMap((target) => target.split('/').slice(1)))].toSorted()),
      profile: { enum: ['debug', 'size', 'speed'] },
      options: object({
        app: { type: 'object', additionalProperties: { type: ['boolean', 'number', 'string'] } },
        lib: {
          ...described('false leaves a library out'),
          ...object(Object.fromEntries(libraries.map(({ name }) => [name, flag]))),
        },
        ...Object.fromEntries(
          libraries.map(({ name, summary, options = {} }) => [
            name,
            { ...described(summary), ...optionsOf(options) },
          ]),
        ),
      }),
      ownOptions: anyObject,
      requires: anyObject,
      providers: object(
        Object.fromEntries(providers.map(([contract, names]) => [contract, oneOrMore({ enum: names })])),
      ),
      sources: { ...described('C files and globs; default: main.c, or all of src'), ...texts },
      includes: texts,
      cflags: texts,
      lto: {
        ...described('Link-time optimisation of the application by gcc, but not in the profile debug'),
        ...flag,
      },
      initrd: { ...described('A folder or an archive that the image gets as its initrd'), ...text },
      run: object({
        memoryMib: positive,
        network: flag,
        publish: { ...described('Ports, as 8080:80'), ...texts },
        disks: texts,
        parameters: texts,
        args: { ...described('Arguments of main()'), ...texts },
        url: text,
      }),
      budget: object({ imageBytes: positive, memoryBytes: positive }),
      toolchain: object({ compiler: text, launcher: text }),
    }),
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

function object(properties: Schema): Schema {
  return { type: 'object', additionalProperties: false, properties };
}

/** Any text where nothing that is installed says which there are. */
function oneOf(names: readonly string[]): Schema {
  return names.length === 0 ? text : { enum: names };
}

function oneOrMore(one: Schema): Schema {
  return { anyOf: [one, { type: 'array', items: one }] };
}

function described(description: string): Schema {
  return { description };
}

function optionsOf(options: Readonly<Record<string, Option>>): Schema {
  const prompted = Object.entries(options).filter(([, option]) => option.prompt !== undefined);
  return object(
    Object.fromEntries(
      prompted.map(([name, option]) => [
        name,
        { ...described([option.prompt, option.help].filter(Boolean).join('. ')), ...valueOf(option) },
      ]),
    ),
  );
}

function valueOf(option: Option): Schema {
  switch (option.type) {
    case 'bool':
      return flag;
    case 'tristate':
      return { enum: [true, false, 'm'] };
    case 'int':
      return { type: 'integer' };
    case 'hex':
      return { anyOf: [{ type: 'integer' }, { type: 'string', pattern: '^0[xX][0-9A-Fa-f]+$' }] };
    case 'string':
      return text;
    case 'choice':
      return { enum: [...Object.keys(option.members), ...(option.optional === true ? [''] : [])] };
  }
}
