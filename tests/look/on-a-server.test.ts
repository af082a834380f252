import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { noteFile } from '../../bin/idle.js'
import { own } from '../../src/db/migrations/index.ts'
import { SERVER } from '../database.ts'
import { serve } from '../db/served.ts'
import { drop } from '../db/tds/replies.ts'
import type { TdsRequest } from '../db/tds/requests.ts'
import type { ServedSchool } from '../db/tds/school.ts'
import { MONDAY, REGISTERS, ScanSchool, scanRow } from '../scan/school.ts'
import type { TestSchool } from '../school.ts'

const CONNECTION = (port: number, password = 'Pa55word£') =>
  `Server=127.0.0.1,${port};Database=SIMS;User Id=pars;Password=${password};Encrypt=no`

/** A school behind a server, whose config has the connection in a variable. Whole ticks have been at 08:00 and 08:01. */
async function morning(): Promise<{ school: TestSchool; server: ServedSchool; requests: TdsRequest[] }> {
  const { school } = await ScanSchool.open({ now: `${MONDAY} 08:00` })
  await school.tick()
  const server = await serve(school, '')
  school.database.section = 'database:\n  type: sqlserver\n  connection: ${SCHOOL_SERVER}\n'
  school.configure(`  pupil-scan:\n${REGISTERS.replace(/^/gm, '    ')}`)
  school.world = { env: { SCHOOL_SERVER: CONNECTION(server.place.port!) } }
  const requests: TdsRequest[] = []
  server.mishap = (request) => {
    requests.push(request)
    return undefined
  }
  await school.tick(`${MONDAY} 08:01`)
  return { school, server, requests }
}

// What is behind the wire is an embedded database: there is nothing of a real server in it.
describe.skipIf(SERVER)('a look on a server', () => {
  test('takes two requests beside the login and the settings of the connection', async () => {
    const { school, requests } = await morning()
    requests.length = 0
    expect((await school.tick(`${MONDAY} 08:02`)).code).toBe(0)
    const words = requests.map(({ kind, sql }) => `${kind} ${sql.split(' ')[0]}`)
    expect(words).toEqual(['batch SET', 'rpc SELECT', 'rpc update'])
    expect(await school.rows(own('quiet'))).toEqual([
      { job: 'pupil-scan', day: MONDAY, looks: 3, last_at: `${MONDAY}T08:02:00.000Z` },
    ])
  })

  test('leaves no secret in the note', async () => {
    const { school } = await morning()
    const note = readFileSync(noteFile(school.file), 'utf8')
    expect(note).toContain('SCHOOL_SERVER')
    expect(note).not.toMatch(/Pa55word|User Id/)
  })

  test('finds what has come, and the whole tick runs the job', async () => {
    const { school } = await morning()
    await school.add('scan', scanRow('e1', 'A', '08:02'))
    await school.tick(`${MONDAY} 08:02`)
    expect(await school.slotStates('pupil-scan')).toEqual([`${MONDAY}T08:02Z done`])
  })

  test('that is not answered is followed by a whole tick, which counts', async () => {
    const { school, server } = await morning()
    let lost = 0
    server.mishap = ({ sql }) => {
      if (!sql.startsWith('SELECT SYSUT') || lost > 0) return undefined
      lost += 1
      return { after: drop() }
    }
    expect((await school.tick(`${MONDAY} 08:02`)).code).toBe(0)
    expect(lost).toBe(1)
    expect(await school.rows(own('quiet'))).toMatchObject([{ looks: 3 }])
  })

  test('of a config with the password in it is none: each tick is a whole one', async () => {
    const { school, server, requests } = await morning()
    school.database.section = `database:\n  type: sqlserver\n  connection: ${CONNECTION(server.place.port!)}\n`
    school.configure(`  pupil-scan:\n${REGISTERS.replace(/^/gm, '    ')}`)
    await school.tick(`${MONDAY} 08:02`)
    requests.length = 0
    await school.tick(`${MONDAY} 08:03`)
    expect(requests.length).toBeGreaterThan(10)
    expect(readFileSync(noteFile(school.file), 'utf8')).not.toContain('Pa55word')
  })
})
