import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { contentPolicy } from './page.ts';

export interface ServedPage {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves a page on a free port of loopback, to requests that name it so: no other site's script gets it by a name of its own. */
export async function servePage(html: string): Promise<ServedPage> {
  const server = createServer((request, response) => {
    const host = /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(request.headers.host ?? '');
    const found = host && request.method === 'GET' && request.url === '/';
    response.writeHead(found ? 200 : host ? 404 : 403, {
      'content-type': found ? 'text/html; charset=utf-8' : 'text/plain; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': contentPolicy,
      'x-content-type-options': 'nosniff',
    });
    response.end(found ? html : 'The page is at /.\n');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
