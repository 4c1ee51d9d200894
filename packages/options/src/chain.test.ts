import { expect, it } from 'vitest';
import { formatChain } from './chain.ts';

it('writes the way from the application to a library on one line', () => {
  expect(
    formatChain([{ name: 'webserver' }, { name: 'lwip', because: 'a dependency of the application' }]),
  ).toBe('webserver -> lwip (a dependency of the application)');
});
