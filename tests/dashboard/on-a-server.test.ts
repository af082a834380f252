import { describe, expect, test } from 'vitest'
import { own } from '../../src/db/migrations/index.ts'
import { SERVER } from '../database.ts'
import { servedSchool } from '../db/served.ts'

const DAY = 86_400_000

// What is behind the wire is an embedded database: there is nothing of a real server in it.
describe.skipIf(SERVER)('a dashboard of a school on a server', () => {
  test('with years of runs reads no rows that it then gives up: the server would end the snapshot', async () => {
    const { school, server } = await servedSchool('  clear-expired-notices:')
    const columns = ['job', 'slot', 'due_at', 'attempt', 'token', 'state', 'started_by', 'host', 'pid']
    const runs = Array.from({ length: 5000 }, (_, n) => {
      const at = new Date(school.now - (5000 - n) * DAY).toISOString()
      const what = ['clear-expired-notices', at.slice(0, 16), at, 1, `t${n}`, 'succeeded']
      return [...what, 'schedule', 'SRV1', 1, at]
    })
    await school.with((db) => db.bulkInsert(own('run'), [...columns, 'started_at'], runs))
    const said = await school.run('dashboard', '--json')
    expect(said).toMatchObject({ code: 0, err: '' })
    const [job] = JSON.parse(said.out).jobs
    expect(job.days.slice(0, -1)).toEqual(Array(29).fill('done'))
    const read = server.endpoint.log.filter(({ sql }) => sql.includes('[auto_run]'))
    expect(read.length).toBeGreaterThan(0)
    expect(server.endpoint.log.map(({ kind }) => kind)).not.toContain('attention')
  })
})
