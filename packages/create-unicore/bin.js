#!/usr/bin/env node
// Committed, since npm links a bin only to a file that is there at install. Old syntax: any Node reads it and says what is wrong.
var version = process.versions.node.split('.').map(Number);
var problem = '';
if (process.platform !== 'linux' || process.arch !== 'x64') {
  problem = 'Unicore builds on Linux x86_64; this is ' + process.platform + ' ' + process.arch + '.';
} else if (version[0] < 20 || (version[0] === 20 && version[1] < 19)) {
  problem =
    'Unicore needs Node.js 20.19 or newer; this is ' + process.version + ' (' + process.execPath + ').';
}
if (problem) {
  console.error(problem);
  process.exitCode = 1;
} else {
  import('./dist/cli.js').catch(function (error) {
    if (error.code !== 'ERR_MODULE_NOT_FOUND' || !/dist.cli\.js'/.test(error.message)) throw error;
    console.error('create-unicore is not built here. In the repository: npm run build');
    process.exitCode = 1;
  });
}
