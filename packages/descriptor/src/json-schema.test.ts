import { format } from 'prettier';
import { expect, it } from 'vitest';
import { libraryJsonSchema } from './json-schema.ts';

it('is the schema that the package ships; `npx vitest run -u` in this folder rewrites it', async () => {
  const text = await format(JSON.stringify(libraryJsonSchema()), {
    parser: 'json',
    singleQuote: true,
    printWidth: 110,
  });

  await expect(text).toMatchFileSnapshot('../schema/library.schema.json');
});

it('refuses unknown keys, asks for the required ones, and knows whole numbers', () => {
  const schema = libraryJsonSchema();

  expect(schema).toMatchObject({
    additionalProperties: false,
    required: ['schema', 'name', 'pool', 'side', 'summary', 'sources'],
    properties: { schema: { const: 1 }, pool: { enum: ['arch', 'plat', 'main'] } },
  });
  expect(JSON.stringify(schema)).toContain('"type":"integer"');
});
