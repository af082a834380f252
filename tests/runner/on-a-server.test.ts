import { describe, expect, test } from 'vitest'
import { SERVER } from '../database.ts'
import { serve, servedSchool } from '../db/served.ts'
import { deadlocked, hang, rows } from '../db/tds/replies.ts'
import type { TdsRequest } from '../db/tds/requests.ts'
import { int } from '../db/tds/types.ts'
import { arrangedFor } from '../jobs/arranged.ts'

const JOBS = `  refresh-all-years:
    at: '23:00'
    timeout: 10m`

/** Ada and Ben are to join All Years at 23:00. */
async function evening() {
  const { school, server } = await servedSchool(JOBS)
  await school.pupil('Ada')
  await school.pupil('Ben')
  await school.group('all-years')
  await school.tick('2026-11-23 22:59')
  return { school, server }
}

const joins = ({ sql }: TdsRequest) => sql.startsWith('insert into [school].[group_member]')
const nothingWrong = () => undefined

// What is behind the wire is an embedded database: there is nothing of a real server in it.
describe.skipIf(SERVER)('a run on a server', () => {
  test('that is the victim of a deadlock tries again at once', async () => {
    const { school, server } = await evening()
    let victims = 0
    server.mishap = (request) => {
      if (!joins(request) || victims === 2) return undefined
      victims += 1
      return { before: deadlocked() }
    }
    expect((await school.tick('2026-11-23 23:00')).code).toBe(0)
    expect(victims).toBe(2)
    expect(await school.runs()).toMatchObject([{ state: 'succeeded', attempt: 1 }])
    expect(await school.rows('group_member')).toHaveLength(2)
  })

  test('that is one again and again fails for now, and is tried a minute later', async () => {
    const { school, server } = await evening()
    let victims = 0
    server.mishap = (request) => {
      if (!joins(request)) return undefined
      victims += 1
      return { before: deadlocked() }
    }
    expect((await school.tick('2026-11-23 23:00')).code).toBe(1)
    expect(victims).toBe(3)
    expect(await school.slotStates()).toEqual(['2026-11-23T23:00 pending'])
    server.mishap = nothingWrong
    expect((await school.tick('2026-11-23 23:01')).code).toBe(0)
    expect((await school.runs()).map(({ state }) => state)).toEqual(['failed', 'succeeded'])
  })

  test('whose statement hangs is broken off when the job’s time is over', async () => {
    const { school, server } = await evening()
    let passed = 0
    school.world.clock = () => school.now + passed
    server.mishap = (request) => {
      // Of its ten minutes, an instant is left when the statement is sent that hangs.
      if (request.sql.startsWith('delete from [school].[pupil_group]')) passed = 10 * 60_000 - 50
      if (!joins(request)) return undefined
      passed = 11 * 60_000
      return { before: hang('rolls back') }
    }
    const said = await school.tick('2026-11-23 23:00')
    expect(said.code).toBe(7)
    expect(said.out).toContain('took longer than its timeout')
    expect((await school.runs()).map(({ state }) => state)).toEqual(['timed-out'])
    expect(await school.rows('group_member')).toEqual([])
  })

  test('renews its lease on another connection while it is at work', async () => {
    const { school, server } = await evening()
    let beat = () => {}
    let isOver = false
    school.world.every = (_, work) => {
      beat = work
      return () => {
        isOver = true
      }
    }
    const renewals: TdsRequest[] = []
    let working = 0
    server.mishap = (request) => {
      if (request.sql.startsWith('update [pars_auto].[auto_lease] set [expires_at]')) renewals.push(request)
      if (joins(request)) {
        working = request.connection
        beat()
      }
      return undefined
    }
    expect((await school.tick('2026-11-23 23:00')).code).toBe(0)
    expect(isOver).toBe(true)
    expect(renewals).toHaveLength(1)
    expect(renewals[0]!.connection).not.toBe(working)
    expect(renewals[0]!.inTransaction).toBe(false)
  })

  test('does not do what nobody has looked at, when its source is emptied between the look and the deed', async () => {
    const { open, run } = arrangedFor('deferred-behaviour-mirroring')
    const school = await open()
    await run(school)
    const copies = await school.rows('sims_incident')
    const server = await serve(school, '  deferred-behaviour-mirroring:')
    let looks = 0
    server.mishap = (request) => {
      // The guard has counted; this is the last that is asked before anything is changed.
      if (request.inTransaction && request.sql.includes('from [pars_auto].[auto_caution]')) {
        looks += 1
        if (looks === 1) server.meanwhile(request, 'DELETE FROM incident')
      }
      return undefined
    }
    expect(await run(school)).toMatchObject({ outcome: 'succeeded', counts: { deleted: 0 } })
    expect(looks).toBe(2)
    expect(await school.rows('sims_incident')).toEqual(copies)
  })

  test('that does not get its turn leaves quietly, and the next tick does what was due', async () => {
    const { school, server } = await evening()
    server.mishap = ({ sql }) =>
      sql.includes('sp_getapplock') ? { before: rows({ answer: int }, [{ answer: -1 }]) } : undefined
    expect(await school.tick('2026-11-23 23:00')).toEqual({ code: 0, out: '', err: '' })
    server.mishap = nothingWrong
    expect((await school.tick('2026-11-23 23:01')).code).toBe(0)
    expect(await school.rows('group_member')).toHaveLength(2)
  })
})
