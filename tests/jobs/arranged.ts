import type { JobName } from '../../src/jobs/index.ts'
import { TestSchool } from '../school.ts'
import type { JobCase } from './cases/case.ts'
import { cases } from './cases/index.ts'

/**
 * The school of a job's case: without anything in it, with something to do, and the job run in it.
 * @param simsApart with SIMS in a database of its own
 */
export function arrangedFor(name: JobName, { simsApart }: { simsApart?: boolean } = {}) {
  const { settings: keys, rest, furnish, arrange }: JobCase = cases[name]
  const settings = keys?.replace(/^/gm, '    ') ?? ''
  const empty = async () => {
    const school = await TestSchool.open(`  ${name}:\n${settings}`, {
      ...(rest ? { rest } : {}),
      ...(simsApart ? { simsApart } : {}),
    })
    await furnish?.(school)
    return school
  }
  const open = async () => {
    const school = await empty()
    await arrange(school)
    return school
  }
  const run = async (school: TestSchool, ...flags: string[]) =>
    JSON.parse((await school.run(name, '--json', ...flags)).out)
  return { empty, open, run }
}
