import { join } from 'node:path';
import { testErrorPages } from '../../../tools/build-config/error-pages.ts';
import { errorCases } from './error-cases.ts';

testErrorPages(join(import.meta.dirname, '../src/errors.ts'), errorCases, [
  'ERR_UNICORE_USAGE', // Its page shows the words of unicore-link.
]);
