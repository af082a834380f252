import { writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { FACTS } from '../../src/commands/facts.ts'
import { ANY_JOB, type Guarded } from '../../src/commands/needs.ts'
import { Exit } from '../../src/exit.ts'
import { db } from '../data/folder.ts'
import { TYPED } from '../permissions/typed.ts'
import { TestSchool } from '../school.ts'

/** These look at the host or make something, and so are not tried here. */
const NOT_HERE: Guarded[] = ['install-schedule', 'verify-schedule', 'uninstall-schedule', 'demo', 'init']
const names = (Object.keys(FACTS) as Guarded[]).filter((name) => !NOT_HERE.includes(name))

const JOBS = `  refresh-all-years:
  tidy: { job: clear-expired-notices, shadow: true }
  lates-on-mondays: { job: report, report: lates, folder: { path: out } }`
const MAIL = 'mail: { from: office@riverside.example, folder: mails }\n'

function typed(school: TestSchool, name: Guarded) {
  const [first, ...verb] = name === ANY_JOB ? ['clear-expired-notices', '--id', 'tidy'] : name.split(' ')
  const rest = [...verb, ...TYPED[name]]
  return first === 'db' ? db(school, ...rest) : school.run(first!, ...rest)
}

/** What a command ends with, of the codes that the table is asked about. */
const has = (name: Guarded, code: 3 | 6) => FACTS[name].exits.some((one) => one === code)

describe.each(names)('%s', (name) => {
  test(`ends with 3 for a config with errors, as docs/commands.md says`, async () => {
    const school = await TestSchool.open(JOBS, { rest: MAIL })
    writeFileSync(school.file, 'school: { nam: x }\njobs: [\n')
    expect((await typed(school, name)).code === Exit.configInvalid).toBe(has(name, 3))
  })

  test(`ends with 6 where there is no database, as docs/commands.md says`, async () => {
    const school = await TestSchool.open(JOBS, { rest: MAIL })
    school.vanish()
    expect((await typed(school, name)).code === Exit.databaseUnreachable).toBe(has(name, 6))
  })
})
