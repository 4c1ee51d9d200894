import { bool, defineLibrary, when } from '@unicore/descriptor';
import upstream from './upstream.json';
import exports from './vendor/generated/exports.json';
import sources from './vendor/generated/sources.json';

export default defineLibrary({
  name: 'openssl',
  pool: 'main',
  side: 'process',
  summary: 'TLS 1.2 and 1.3, certificates and cryptography: OpenSSL 3.0, libssl and libcrypto',
  archs: ['x86_64'],
  requires: { libc: '1.0', malloc: '1.0' },
  defaults: { libc: 'musl', malloc: 'alloc-tlsf' },
  options: {
    asm: bool({
      prompt: 'Assembly for this processor',
      help: 'AES, GHASH, SHA, P-256, X25519, ChaCha20, Poly1305 and RSA by the instructions that the processor has. Without it the code is smaller, several times slower, and its AES may leak keys by cache timing.',
      default: true,
    }),
    legacy: bool({
      prompt: 'Older and national algorithms',
      help: 'Triple DES, RC2, RC4, Blowfish, CAST5, IDEA, SEED, Camellia, ARIA, SM2 to SM4, DSA, binary curves, MD4, MDC2, RIPEMD-160, Whirlpool, SipHash, and the provider "legacy". TLS needs none of them; old encrypted key files and PKCS #12 may.',
      default: false,
    }),
  },
  sources: [
    ...sources.always,
    when('asm', sources.asm),
    when('!asm', sources.plain),
    when('legacy', sources.legacy),
    when('legacy && asm', sources.legacyAsm),
    when('legacy && !asm', sources.legacyPlain),
  ],
  includes: {
    public: [
      when('legacy', 'vendor/generated/all'),
      when('!legacy', 'vendor/generated/lean'),
      'vendor/generated/public',
    ],
    private: [
      'port',
      'vendor/include',
      'vendor/crypto',
      'vendor/providers/common/include',
      'vendor/providers/implementations/include',
      'vendor/generated/include',
      'vendor/generated/top',
      'vendor/generated/providers/common/include',
    ],
  },
  cflags: [
    '-includeopenssl_build.h',
    // Random numbers come by getentropy; the system call by its number is only for hosts without it.
    '-U__linux',
  ],
  exports,
  upstream,
});
