/**
 * A vitest reporter that ends with what tools/ci/test.mjs sums up: each skip with its reason, then
 * `N passed, N failed` alone on the last line.
 */
export default class CountingReporter {
  onTestRunEnd(modules, unhandledErrors) {
    let passed = 0;
    let failed = unhandledErrors.length;
    for (const module of modules) {
      if (module.errors().length > 0) failed += 1;
      for (const test of module.children.allTests()) {
        const result = test.result();
        if (result.state === 'passed') passed += 1;
        else if (result.state === 'skipped')
          console.log(`skipped: ${test.fullName} (${result.note ?? 'no reason given'})`);
        else failed += 1;
      }
    }
    console.log(`${passed} passed, ${failed} failed`);
  }
}
