/**
 * A vitest reporter that ends with what tools/ci/test.mjs sums up: each failure with its message, each skip with its reason,
 * then `N passed, N failed` alone on the last line.
 */
export default class CountingReporter {
  onTestRunEnd(modules, unhandledErrors) {
    let passed = 0;
    const failures = unhandledErrors.map((error) => ({ name: 'outside of any test', errors: [error] }));
    for (const module of modules) {
      if (module.errors().length > 0)
        failures.push({ name: module.relativeModuleId, errors: module.errors() });
      for (const test of module.children.allTests()) {
        const result = test.result();
        if (result.state === 'passed') passed += 1;
        else if (result.state === 'skipped')
          console.log(`skipped: ${test.fullName} (${result.note ?? 'no reason given'})`);
        else
          failures.push({
            name: `${module.relativeModuleId} > ${test.fullName}`,
            errors: result.errors ?? [],
          });
      }
    }
    for (const { name, errors } of failures) {
      console.log(`failed: ${name}`);
      for (const error of errors) console.log(quote(error.message ?? String(error)));
    }
    console.log(`${passed} passed, ${failures.length} failed`);
  }
}

/** A message, which may hold a guest's whole console: its beginning and its end, marked as belonging to the line above. */
function quote(message) {
  const lines = message.split('\n');
  const kept = lines.length <= 60 ? lines : [...lines.slice(0, 20), '...', ...lines.slice(-40)];
  return kept.map((line) => `  | ${line}`).join('\n');
}
