import { bool, choice, defineLibrary, int, string, when } from '@unicore/descriptor';

export default defineLibrary({
  name: 'greeting',
  pool: 'main',
  side: 'system',
  summary: 'Greets, as often as it is told',
  requires: { plat: '1.0' },
  options: {
    text: string({ prompt: 'What it says', default: 'hello' }),
    times: int({ prompt: 'How often', default: 1, range: [1, 9] }),
    loud: bool({ prompt: 'With an exclamation', help: 'Costs a line.', default: false }),
    tone: choice({
      prompt: 'Tone',
      members: { warm: { prompt: 'Warm' }, cold: { prompt: 'Cold' } },
      default: 'warm',
    }),
    hidden: int({ default: 3 }),
  },
  sources: ['src/*.c', when('loud', 'src/loud.c')],
  includes: { public: ['include'], private: ['src'] },
});
