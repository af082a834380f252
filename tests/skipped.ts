import type { Reporter, TestModule } from 'vitest/node'

/** What a test is skipped for by design: it is about the other database. */
const BY_DESIGN = /^only of /

/**
 * Says at the end which tests were skipped, and why. With PARS_TEST_STRICT=1 a skip for want of something is a failure:
 * where everything is there that tests may need, none is left out without a word.
 */
export default class Skipped implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const skipped = modules.flatMap((module) =>
      [...module.children.allTests('skipped')].map((test) => {
        const { note = '' } = test.result() as { note?: string }
        return { name: `${module.relativeModuleId}  ${test.fullName}`, note }
      }),
    )
    if (skipped.length === 0) return
    const lines = skipped.map(({ name, note }) => `  ${name}${note ? ` (${note})` : ''}`)
    console.log(`Skipped (what would run them is in CONTRIBUTING.md):\n${lines.join('\n')}\n`)
    const wanting = skipped.filter(({ note }) => !BY_DESIGN.test(note)).length
    if (process.env.PARS_TEST_STRICT !== '1' || wanting === 0) return
    console.error(
      `PARS_TEST_STRICT=1: ${wanting} tests were skipped for want of something, which is a failure.`,
    )
    process.exitCode = 1
  }
}
