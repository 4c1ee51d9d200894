import { bool, defineApp } from 'unicore-link';

/** Of upstream's `src`, without what other systems, threads and absent modules need. */
const sources = [
  'port/ngx_modules.c',
  'port/tls/*.c',
  'vendor/src/core/*.c',
  '!vendor/src/core/ngx_thread_pool.c',
  'vendor/src/event/*.c',
  '!vendor/src/event/ngx_event_openssl*.c',
  'vendor/src/event/modules/ngx_epoll_module.c',
  'vendor/src/http/*.c',
  'vendor/src/http/modules/*.c',
  '!vendor/src/http/modules/ngx_http_{addition_filter,auth_request,dav,degradation,flv,geoip,gunzip_filter,image_filter,mp4,random_index,secure_link,slice_filter,ssl,sub_filter,xslt_filter}_module.c',
  'vendor/src/http/v2/*.c',
  'vendor/src/os/unix/ngx_{alloc,channel,daemon,dlopen,errno,files,linux_init,linux_sendfile_chain,posix_init,process,process_cycle,readv_chain,recv,send,setaffinity,setproctitle,shmem,socket,time,udp_recv,udp_send,udp_sendmsg_chain,user,writev_chain}.c',
];

/** Modules that an image may leave out, as by `--without-http_*_module` of upstream's configure; by default the rare ones. */
const modules = {
  access: true,
  authBasic: true,
  autoindex: true,
  browser: true,
  charset: true,
  emptyGif: true,
  fastcgi: true,
  geo: true,
  grpc: false,
  gzipStatic: true,
  limitConn: true,
  limitReq: true,
  map: true,
  memcached: false,
  mirror: true,
  proxy: true,
  realip: true,
  referer: true,
  rewrite: true,
  scgi: false,
  splitClients: true,
  ssi: false,
  stubStatus: true,
  upstreamHash: true,
  upstreamIpHash: true,
  upstreamKeepalive: true,
  upstreamLeastConn: true,
  upstreamRandom: true,
  upstreamZone: true,
  userid: true,
  uwsgi: false,
};

/** Paths of files take 4,096 bytes on the stack, and nginx nests. */
const stackSize = 65_536;

export default defineApp({
  name: 'nginx',
  initrd: 'root',
  sources,
  includes: [
    'port',
    'vendor/src/core',
    'vendor/src/event',
    'vendor/src/event/modules',
    'vendor/src/http',
    'vendor/src/http/modules',
    'vendor/src/http/v2',
    'vendor/src/os/unix',
  ],
  cflags: ['-Wno-unused-parameter'],
  providers: { libc: 'musl' },
  ownOptions: {
    ...Object.fromEntries(
      Object.entries(modules).map(([name, given]) => [
        name,
        bool({ prompt: `Module ${name}`, default: given }),
      ]),
    ),
    // https:// is there where OpenSSL is.
    tls: bool({ default: [{ value: true, when: 'lib.openssl' }] }),
  },
  options: {
    lib: { openssl: false },
    kvmplat: { stackSize },
    metalplat: { stackSize },
    xenplat: { stackSize },
    lwip: { dns: false, ipReassembly: false },
    musl: { threads: false },
    pcre2: { unicode: false },
    'posix-fd': { max: 4096 },
    zlib: { fastCrc: false },
  },
  run: {
    network: true,
    publish: ['8080:80'],
    url: 'http://localhost:{port:80}/',
  },
});
