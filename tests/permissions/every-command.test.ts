import type { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { ANY_JOB, type Guarded, NEEDS, type Needs } from '../../src/commands/needs.ts'
import { program } from '../../src/commands/program.ts'
import { own } from '../../src/db/migrations/index.ts'
import { registry } from '../../src/jobs/index.ts'
import { type Permission, permissions, titleOf } from '../../src/permissions/permission.ts'
import { realWorld } from '../../src/world.ts'
import { db } from '../data/folder.ts'
import { embeddedOnly } from '../database.ts'
import { TestSchool } from '../school.ts'
import { everything } from './everything.ts'
import { at, granted } from './people.ts'
import { TYPED } from './typed.ts'

const JOBS = `  refresh-all-years:
  tidy: { job: clear-expired-notices, shadow: true }
  lates-on-mondays: { job: report, report: lates, folder: { path: out } }`

/** Nobody is asked who he is. */
const NO_LOAD = 'files are not loaded into a server'

const MAIL = 'mail: { from: office@riverside.example, folder: mails }\n'

const guarded = (Object.keys(NEEDS) as Guarded[]).filter((name) => NEEDS[name].needs.length > 0)

/** A school at which b.khan has what he is given, and the head has everything. */
async function schoolWhere(held: Permission[]): Promise<TestSchool> {
  const accounts = permissions.map((one) => [one, held.includes(one) ? ['head', 'b.khan'] : ['head']])
  const rest = `${MAIL}${granted(Object.fromEntries(accounts))}`
  const school = await TestSchool.open(JOBS, { rest })
  await school.run('permissions')
  at(school, { account: 'b.khan' })
  return school
}

function typed(school: TestSchool, name: Guarded, ...flags: string[]) {
  const [first, ...verb] = name === ANY_JOB ? ['clear-expired-notices', '--id', 'tidy'] : name.split(' ')
  const rest = [...verb, ...TYPED[name], ...flags]
  return first === 'db' ? db(school, ...rest) : school.run(first!, ...rest)
}

test('every command of the program has an entry, and every entry is a command', () => {
  const names: string[] = []
  const walk = (command: Command, above: string[]) => {
    for (const one of command.commands) {
      const path = [...above, one.name()]
      if (one.commands.length === 0 || one.name() in registry) names.push(path.join(' '))
      walk(one, path)
    }
  }
  walk(
    program(realWorld({ out: () => {} }), () => {}),
    [],
  )
  const asListed = names.map((name) => (name in registry ? ANY_JOB : name)).filter((name) => name !== 'help')
  expect([...new Set(asListed)].sort()).toEqual(Object.keys(NEEDS).sort())
})

describe.each(guarded)('%s', (name) => {
  const { needs } = NEEDS[name] as Needs
  if (name === 'db load') embeddedOnly(NO_LOAD)

  test.each(needs)(`is refused to whoever has everything but %s`, async (lacking) => {
    const implied = lacking === 'access' ? ['access', 'setup'] : [lacking]
    const school = await schoolWhere(permissions.filter((one) => !implied.includes(one)))
    const before = await everything(school)
    const { code, err, out } = await typed(school, name)
    expect({ code, out }).toEqual({ code: 9, out: '' })
    expect(err).toContain(`needs "${titleOf(lacking)}"`)
    expect(err).toContain(`permissions.${lacking}`)
    expect(err).toContain('b.khan')
    expect(await everything(school)).toEqual(before)
    expect(await school.rows(own('audit'))).toEqual([
      expect.objectContaining({ person: 'b.khan', host: 'SRV1', refused: 1 }),
    ])
  })

  test('is not refused to whoever has just what it needs', async () => {
    const school = await schoolWhere(needs)
    const { code, err } = await typed(school, name)
    expect(err).not.toContain('Not permitted')
    expect([0, 1, 2, 4, 5]).toContain(code)
  })
})

const rehearsable = (Object.keys(NEEDS) as Guarded[]).filter((name) => (NEEDS[name] as Needs).flags?.dryRun)

describe.each(rehearsable)('%s --dry-run', (name) => {
  if (name === 'db load') embeddedOnly(NO_LOAD)

  test('needs only what looking needs', async () => {
    const school = await schoolWhere(['access'])
    expect((await typed(school, name)).code).toBe(9)
    expect((await typed(school, name, '--dry-run')).err).not.toContain('Not permitted')
  })
})

test('to acknowledge an incident is to decide, to list them is not', async () => {
  const school = await schoolWhere(['access'])
  expect((await typed(school, 'ack')).code).toBe(0)
  expect((await typed(school, 'ack', '1')).code).toBe(9)
})

test('to send a report again is to decide, to send it is not', async () => {
  const school = await schoolWhere(['access'])
  expect((await typed(school, 'report send')).code).toBe(0)
  expect((await typed(school, 'report send', '--again')).code).toBe(9)
})
