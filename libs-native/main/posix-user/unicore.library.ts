import { defineLibrary, when } from '@unicore/descriptor';

export default defineLibrary({
  name: 'posix-user',
  pool: 'main',
  side: 'process',
  summary: 'System calls on users and groups: root, until the program becomes another',
  provides: { 'posix-user': '1.0' },
  sources: ['src/*.c', when('contract.vfs', 'src/files/*.c'), when('!contract.vfs', 'src/no_files/*.c')],
  includes: { private: ['src'] },
});
