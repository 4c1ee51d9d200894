import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { linuxGuest } from './linux-guest.mjs';

/**
 * nginx as the benchmark wants it of both sides: one worker, keep-alive without end, no access log. `modules` are those that
 * not every nginx has, of which each wants a folder.
 */
export function nginxConfig({ root, port, user = '', modules = ['uwsgi', 'scgi'] }) {
  return `${user}
worker_processes 1;
daemon off;
master_process off;
pid ${root}/nginx.pid;
error_log stderr crit;
events { worker_connections 1024; }
http {
  access_log off;
  sendfile on;
  tcp_nopush on;
  tcp_nodelay on;
  keepalive_requests 1000000000;
  open_file_cache max=16;
  default_type text/html;
  client_body_temp_path ${root}/body; proxy_temp_path ${root}/proxy; fastcgi_temp_path ${root}/fastcgi;
  ${modules.map((name) => `${name}_temp_path ${root}/${name};`).join(' ')}
  server { listen ${port}; root ${root}/www; }
}
`;
}

/** A Linux guest of `platform` in which Debian's nginx serves `page` at port 80. */
export function linuxNginx({ platform, folder, page, address }) {
  return linuxGuest({
    platform,
    folder,
    address,
    fill(tree, unpacked, program) {
      for (const path of ['srv/www', 'var/log/nginx', 'var/lib/nginx'])
        mkdirSync(join(tree, path), { recursive: true });
      program('/usr/sbin/nginx', 'usr/sbin/nginx');
      writeFileSync(
        join(tree, 'etc/nginx.conf'),
        nginxConfig({ root: '/srv', port: 80, user: 'user root;' }),
      );
      copyFileSync(page, join(tree, 'srv/www/index.html'));
    },
    command: 'exec /usr/sbin/nginx -c /etc/nginx.conf',
  });
}
