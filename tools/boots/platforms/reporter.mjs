import { writeFileSync } from 'node:fs';
import { basename } from 'node:path';

/** A vitest reporter that writes to UNICORE_PLATFORMS_REPORT what `runSuites` returns. */
export default class SuitesReporter {
  onTestRunEnd(modules) {
    const results = modules.map((module) => {
      const tests = [...module.children.allTests()];
      const skipped = tests.filter((test) => test.result().state === 'skipped');
      return [
        basename(module.moduleId, '.test.ts'),
        {
          passed: tests.filter((test) => test.result().state === 'passed').length,
          skipped: skipped.map((test) => ({ test: test.fullName, reason: test.result().note })),
        },
      ];
    });
    writeFileSync(process.env['UNICORE_PLATFORMS_REPORT'], JSON.stringify(Object.fromEntries(results)));
  }
}
