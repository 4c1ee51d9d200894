import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';

const types = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
};

/** Serves the files of (folder) below (base) on loopback, as any plain file server does. */
export function serveFolder(folder, { base = '/', port = 0 } = {}) {
  const server = createServer((request, response) => {
    const file = fileFor(request.url ?? '/', folder, base);
    const found = file ?? join(folder, '404.html');
    response.writeHead(file === undefined ? 404 : 200, {
      'content-type': types[extname(found)] ?? 'application/octet-stream',
    });
    createReadStream(found)
      .on('error', () => response.destroy())
      .pipe(response);
  });
  return new Promise((resolve, reject) => {
    server.on('error', reject).listen(port, '127.0.0.1', () => {
      resolve({ url: `http://127.0.0.1:${server.address().port}${base}`, close: () => server.close() });
    });
  });
}

/** The file that an address names; a folder's is its index.html. Nothing outside of (folder). */
function fileFor(address, folder, base) {
  // URL resolves `..`, also where it is written `%2e%2e`; a slash that is written `%2f` names no file of the site.
  const path = new URL(address, 'http://localhost').pathname;
  if (!path.startsWith(base) || /%2f|%5c|%00/i.test(path)) return undefined;
  let file;
  try {
    file = join(folder, decodeURIComponent(path.slice(base.length)));
  } catch {
    return undefined;
  }
  return [file, join(file, 'index.html')].find((one) => statSync(one, { throwIfNoEntry: false })?.isFile());
}
