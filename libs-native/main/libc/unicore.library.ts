import { bool, defineLibrary } from '@unicore/descriptor';

export default defineLibrary({
  name: 'libc',
  pool: 'main',
  side: 'process',
  summary: 'A small C library: strings, printf, time, sockets, with the numbers and layouts of Linux',
  provides: { libc: '1.0' },
  requires: { arch: '1.0', plat: '1.0', boot: '1.0', malloc: '1.0' },
  defaults: { boot: 'boot', malloc: 'alloc-tlsf' },
  options: {
    printfFloat: bool({
      prompt: 'Let printf write floating-point numbers',
      help: 'Exact digits for %a, %e, %f and %g, for 2.4 KB of code and 1.2 KB of stack in every image that calls printf. Without it they print as "?".',
      default: true,
    }),
  },
  includes: { public: ['include'] },
  cflags: ['-fno-builtin', '-fno-tree-loop-distribute-patterns'],
  // prettier-ignore
  exports: [
    '_Exit', '__errno_location', 'abort', 'aligned_alloc', 'asprintf', 'atexit', 'bcmp', 'bcopy', 'bzero', 'calloc',
    'exit', 'explicit_bzero', 'fflush', 'ffs', 'ffsl', 'ffsll', 'fprintf', 'fputc', 'fputs', 'free', 'fwrite',
    'index', 'isalnum', 'isalpha', 'isascii', 'isblank', 'iscntrl', 'isdigit', 'isgraph', 'islower', 'isprint',
    'ispunct', 'isspace', 'isupper', 'isxdigit', 'malloc', 'memccpy', 'memchr', 'memmem', 'mempcpy', 'memrchr',
    'posix_memalign', 'printf', 'putc', 'putchar', 'puts', 'realloc', 'reallocarray', 'rindex', 'snprintf', 'sprintf',
    'stderr', 'stdin', 'stdout', 'stpcpy', 'stpncpy', 'strcasecmp', 'strcasestr', 'strcat', 'strchr', 'strchrnul',
    'strcmp', 'strcoll', 'strcpy', 'strcspn', 'strdup', 'strerror', 'strerror_r', 'strlcat', 'strlcpy', 'strlen',
    'strncasecmp', 'strncat', 'strncmp', 'strncpy', 'strndup', 'strnlen', 'strpbrk', 'strrchr', 'strsep', 'strspn',
    'strstr', 'strtok', 'strtok_r', 'strxfrm', 'toascii', 'tolower', 'toupper', 'vasprintf', 'vfprintf', 'vprintf',
    'vsnprintf', 'vsprintf',
  ],
  sources: ['src/*/*.c'],
});
