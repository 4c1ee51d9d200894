import { bool, defineLibrary, when } from '@unicore/descriptor';
import upstream from './upstream.json';
import exports from './vendor/generated/exports.json';

/** Topics of musl's sources, and what is left out of them, as this library or the architecture has its own. */
const topics =
  'aio,complex,conf,crypt,ctype,dirent,env,errno,exit,fcntl,fenv,internal,ipc,ldso,legacy,linux,locale,math,misc,mman,mq,multibyte,network,passwd,prng,process,regex,sched,search,select,setjmp,signal,stat,stdio,stdlib,string,temp,termios,thread,time,unistd';
const replaced = [
  '!vendor/src/env/{__libc_start_main,__stack_chk_fail}.c',
  '!vendor/src/exit/_Exit.c',
  '!vendor/src/internal/vdso.c',
  '!vendor/src/misc/syscall.c',
  '!vendor/src/network/resolvconf.c',
  '!vendor/src/signal/restore.c',
  '!vendor/src/string/{memchr,memcmp,memcpy,memmove,memset,strcasecmp,strchr,strchrnul,strlen,strncasecmp}.c',
  '!vendor/src/time/{gettimeofday,timer_delete}.c',
  '!vendor/src/thread/{__set_thread_area,__syscall_cp,__unmapself,clone,pthread_cancel}.c',
  '!vendor/src/unistd/setxid.c',
];

/** What this library writes anew for x86_64, in 16 bytes at a time. */
const blocks = 'memchr,strchr,strchrnul,strlen';

/** What musl writes anew for x86_64. */
const x86 = {
  fenv: 'fenv',
  math: '__invtrigl,acosl,asinl,atan2l,atanl,ceill,exp2l,expl,expm1l,fabs,fabsf,fabsl,floorl,fmodl,llrint,llrintf,llrintl,log10l,log1pl,log2l,logl,lrint,lrintf,lrintl,remainderl,remquol,rintl,sqrt,sqrtf,sqrtl,truncl',
  setjmp: 'longjmp,setjmp',
  signal: 'sigsetjmp',
};
const x86Generic = Object.entries(x86).map(([topic, names]) => `vendor/src/${topic}/{${names}}.c`);
const x86Own = Object.entries(x86).map(([topic, names]) => `vendor/src/${topic}/x86_64/{${names}}.[cs]`);

const architectures = ['arm32', 'arm64', 'mips', 'x86_64'];
const generated = (side: string) =>
  architectures.map((arch) => when(`arch = '${arch}'`, `vendor/generated/${arch}/${side}`));

export default defineLibrary({
  name: 'musl',
  pool: 'main',
  side: 'process',
  summary: 'The C library musl: existing programs as they are, with libm, threads, locales and DNS',
  archs: ['x86_64'],
  preemptible: true,
  provides: { libc: '1.0' },
  requires: {
    arch: '1.0',
    boot: '1.0',
    malloc: '1.0',
    plat: '1.0',
    syscall: '1.0',
    getrandom: '1.0',
    'posix-fd': '1.0',
    'posix-mman': '1.0',
    'posix-process': '1.0',
    'posix-signal': '1.0',
    'posix-sysinfo': '1.0',
    'posix-thread': { version: '1.0', when: 'threads' },
    'posix-time': '1.0',
    'posix-user': '1.0',
  },
  defaults: {
    boot: 'boot',
    malloc: 'alloc-tlsf',
    syscall: 'syscall',
    getrandom: 'getrandom',
    'posix-fd': 'posix-fd',
    'posix-mman': 'posix-mman',
    'posix-process': 'posix-process',
    'posix-signal': 'posix-signal',
    'posix-sysinfo': 'posix-sysinfo',
    'posix-thread': 'posix-thread',
    'posix-time': 'posix-time',
    'posix-user': 'posix-user',
  },
  options: {
    threads: bool({
      prompt: 'Threads',
      help: 'Brings a scheduler. A program that starts no threads does without.',
      default: true,
    }),
    nameServers: bool({
      help: 'Without a name server in /etc/resolv.conf, those of the network stack are asked.',
      default: [{ value: true, when: 'contract.netstack' }, { value: false }],
    }),
    threadPointer: bool({
      help: 'errno and locale are thread-local.',
      default: true,
      select: ['api.threadPointer'],
    }),
  },
  sources: [
    'src/*.c',
    when('contract.sched', 'src/thread_area_sched.c'),
    when('!contract.sched', 'src/thread_area.c'),
    when('threads', 'src/clone.c'),
    when('!threads', 'src/no_clone.c'),
    `vendor/src/{${topics}}/*.c`,
    'vendor/src/malloc/{memalign,posix_memalign,reallocarray}.c',
    ...replaced,
    when("arch = 'x86_64'", [...x86Own, 'src/arch/x86_64/*.c']),
    when("arch != 'x86_64'", [...x86Generic, `vendor/src/string/{${blocks}}.c`]),
  ],
  includes: {
    public: [...generated('public'), 'vendor/include'],
    private: [
      'port',
      ...generated('private'),
      'vendor/generated',
      'vendor/src/include',
      'vendor/src/internal',
    ],
  },
  cflags: [
    '-std=c99',
    '-D_XOPEN_SOURCE=700',
    '-Wa,--noexecstack',
    '-fno-tree-loop-distribute-patterns',
    '-fexcess-precision=standard',
    '-frounding-math',
  ],
  exports,
  upstream,
});
