// Lua: a script of the root file system, and one from the command line.
import { build, platformsHere, runToEnd } from '../common.mjs';

const folder = 'libs-native/app/lua';
for (const { platform, sizeBytes } of build(folder, platformsHere())) {
  console.log(`${platform}: ${(sizeBytes / 1024).toFixed(0)} KB`);
  runToEnd(folder, platform, ['--', 'hello.lua', platform]);
  runToEnd(folder, platform, ['--', '-e', "print(('%.10f'):format(math.pi), os.date('!%Y'))"]);
}
