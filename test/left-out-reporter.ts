import type { Reporter, TestModule, TestSuite } from 'vitest/node';

/**
 * Ends a run by saying which suites were left out, and why. A suite gives its reason in its name: `kafka (left out: …)`.
 */
export default class LeftOutReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const left = modules.flatMap((module) =>
      [...module.children.allSuites()].filter(isLeftOut).map((suite) => `  ${module.relativeModuleId}: ${suite.fullName}`),
    );
    if (left.length > 0) console.log(`\nLeft out:\n${[...new Set(left)].join('\n')}\n`);
  }
}

function isLeftOut(suite: TestSuite): boolean {
  return suite.state() === 'skipped' && suite.parent.type === 'module';
}
