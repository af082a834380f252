import type { Reporter, TestModule } from 'vitest/node'

/**
 * Says at the end which tests were skipped. With PARS_TEST_STRICT=1 a skip is a failure: where everything is there that
 * the tests may need, none is left out without a word.
 */
export default class Skipped implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const skipped = modules.flatMap((module) =>
      [...module.children.allTests('skipped')].map((test) => `${module.relativeModuleId}  ${test.fullName}`),
    )
    if (skipped.length === 0) return
    const isStrict = process.env.PARS_TEST_STRICT === '1'
    const words = isStrict ? 'Skipped, and PARS_TEST_STRICT=1 lets none be' : 'Skipped'
    console.log(
      `${words} (what would run them is in CONTRIBUTING.md):\n${skipped.map((one) => `  ${one}\n`).join('')}`,
    )
    if (isStrict) process.exitCode = 1
  }
}
