import { bootProgram, fetchSources, programFolder } from '../programs.mjs';

/** Built with the options and the single-threaded system layer that lwIP's tests bring, and run inside the image. */
export const lwip = {
  name: 'lwip',
  what: 'lwIP 2.1.3, its unit tests (`test/unit`), inside the image on musl',
  targets: ['linuxu', 'kvm'],
  skips: [],

  prepare() {
    fetchSources('lwip-unit');
  },

  async run(target) {
    const { console } = await bootProgram(programFolder('lwip-unit'), target);
    return {
      passed: console.match(/^ok /gm)?.length ?? 0,
      failed: [...console.matchAll(/^not ok (\S+)/gm)].map(([, name]) => name),
    };
  },
};
