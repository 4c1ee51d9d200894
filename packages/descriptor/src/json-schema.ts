import { type JsonSchema, toJsonSchema } from '@valibot/to-json-schema';
import { librarySchema } from './library-schema.ts';

/**
 * Makes the JSON Schema of `library.json`, for editors; the file `schema/library.schema.json` holds its text.
 *
 * Pure. Relations between two places of a descriptor (library-rules.ts) are beyond it.
 */
export function libraryJsonSchema(): object {
  return {
    title: 'A library of the Unicore pool (library.json)',
    ...toJsonSchema(librarySchema, { target: 'draft-07', errorMode: 'ignore', overrideAction: asInteger }),
  };
}

function asInteger({
  valibotAction,
  jsonSchema,
}: {
  readonly valibotAction: { readonly type: string };
  readonly jsonSchema: JsonSchema;
}): JsonSchema | undefined {
  return valibotAction.type === 'safe_integer' ? { ...jsonSchema, type: 'integer' } : undefined;
}
