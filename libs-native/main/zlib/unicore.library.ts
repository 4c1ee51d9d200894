import { bool, defineLibrary, when } from '@unicore/descriptor';
import upstream from './upstream.json';

export default defineLibrary({
  name: 'zlib',
  pool: 'main',
  side: 'process',
  preemptible: true,
  summary: 'Compression of zlib: deflate, gzip, CRC-32',
  requires: {
    libc: '1.0',
    malloc: '1.0',
    'posix-file': { version: '1.0', when: 'files' },
  },
  defaults: { libc: 'libc', malloc: 'alloc-tlsf', 'posix-file': 'posix-file' },
  options: {
    fastCrc: bool({
      prompt: 'CRC-32 by several bytes at once',
      help: 'Three times as fast, with tables of 8 KB more.',
      default: true,
    }),
    files: bool({
      prompt: 'Compressed files: gzopen and its kin',
      help: 'They take a C library with open and snprintf of POSIX: lib-musl, and with it lib-posix-file.',
      default: false,
    }),
  },
  sources: [
    'vendor/{adler32,compress,crc32,deflate,infback,inffast,inflate,inftrees,trees,uncompr,zutil}.c',
    when('files', 'vendor/{gzclose,gzlib,gzread,gzwrite}.c'),
  ],
  includes: { public: ['include'] },
  cflags: [
    // How many bytes of a CRC-32 are computed at once; 0 is one, without tables for more.
    '-DZ_TESTW=(UC_CONFIG_ZLIB_FAST_CRC*__SIZEOF_POINTER__)',
    ...['-Wno-cast-qual', '-Wno-conversion', '-Wno-shadow', '-Wno-strict-prototypes', '-Wno-undef'],
  ],
  // prettier-ignore
  exports: [
    'adler32', 'adler32_combine', 'adler32_z', 'compress', 'compress2', 'compressBound', 'crc32', 'crc32_combine',
    'crc32_combine_gen', 'crc32_combine_op', 'crc32_z', 'deflate', 'deflateBound', 'deflateCopy', 'deflateEnd',
    'deflateGetDictionary', 'deflateInit2_', 'deflateInit_', 'deflateParams', 'deflatePending', 'deflatePrime',
    'deflateReset', 'deflateResetKeep', 'deflateSetDictionary', 'deflateSetHeader', 'deflateTune', 'get_crc_table',
    'gzbuffer', 'gzclearerr', 'gzclose', 'gzclose_r', 'gzclose_w', 'gzdirect', 'gzdopen', 'gzeof', 'gzerror', 'gzflush',
    'gzfread', 'gzfwrite', 'gzgetc', 'gzgetc_', 'gzgets', 'gzoffset', 'gzopen', 'gzprintf', 'gzputc', 'gzputs',
    'gzread', 'gzrewind', 'gzseek', 'gzsetparams', 'gztell', 'gzungetc', 'gzvprintf', 'gzwrite', 'inflate',
    'inflateBack', 'inflateBackEnd', 'inflateBackInit_', 'inflateCodesUsed', 'inflateCopy', 'inflateEnd',
    'inflateGetDictionary', 'inflateGetHeader', 'inflateInit2_', 'inflateInit_', 'inflateMark', 'inflatePrime',
    'inflateReset', 'inflateReset2', 'inflateResetKeep', 'inflateSetDictionary', 'inflateSync', 'inflateSyncPoint',
    'inflateUndermine', 'inflateValidate', 'uncompress', 'uncompress2', 'zError', 'zlibCompileFlags', 'zlibVersion',
  ],
  upstream,
});
