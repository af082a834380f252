import { describe, expect, test } from 'vitest'
import { SERVER } from '../database.ts'
import { servedSchool } from '../db/served.ts'
import { drop } from '../db/tds/replies.ts'
import type { Mishap } from '../db/tds/school.ts'
import type { TestSchool } from '../school.ts'

/** Of the requests, each so many-eth is tried; in the full form every one. */
const STEP = Number(process.env.PARS_FAULTS_LOST ?? 5)

const JOBS = `  refresh-all-years:
    at: '23:00'`

/** Ada and Ben are on roll; Cleo has left and is in All Years twice. */
async function night() {
  const { school, server } = await servedSchool(JOBS)
  await school.pupil('Ada')
  await school.pupil('Ben')
  const cleo = await school.pupil('Cleo', { to: '2026-07-21' })
  await school.member(await school.group('all-years'), cleo, cleo)
  await school.tick('2026-11-23 22:59')
  return { school, server }
}

/** The requests of the tick in which the job runs, but for the client's own. */
async function requestsOfTheRun(): Promise<number> {
  const { school, server } = await night()
  let asked = 0
  server.mishap = () => {
    asked += 1
    return undefined
  }
  expect((await school.tick('2026-11-23 23:00')).code).toBe(0)
  return asked
}

/** What a night on which all goes well comes to. */
async function outcome(school: TestSchool) {
  const members = await school.rows<{ pupil_id: number }>('group_member')
  const runs = await school.runs('refresh-all-years')
  return {
    members: members.map(({ pupil_id }) => pupil_id).sort(),
    slots: await school.slotStates('refresh-all-years'),
    done: runs.filter(({ state }) => state === 'succeeded').length,
    unfinished: runs.filter(({ state }) => state === 'running').length,
    leases: await school.rows('auto_lease'),
  }
}

// What is behind the wire is an embedded database: there is nothing of a real server in it.
describe.skipIf(SERVER)('a connection that is lost', () => {
  test.each([
    ['before a request has been carried out', (): Mishap => ({ before: drop() })],
    ['after it, before it was answered', (): Mishap => ({ after: drop() })],
  ])(
    'at any request of a run, %s: the slot is done, its effects happened once',
    async (_, mishap) => {
      const all = await requestsOfTheRun()
      expect(all).toBeGreaterThan(30)
      for (let at = all; at > 0; at -= STEP) {
        const { school, server } = await night()
        let asked = 0
        server.mishap = () => {
          asked += 1
          return asked === at ? mishap() : undefined
        }
        const said = await school.tick('2026-11-23 23:00')
        // The database was out of reach, or the job failed for now, or all had been done.
        expect([0, 1, 6], `lost at request ${at}: ${said.out}${said.err}`).toContain(said.code)
        expect(said.err).not.toContain('mistake in pars-auto')
        server.mishap = () => undefined
        for (const minute of ['23:01', '23:02', '23:03', '23:04']) await school.tick(`2026-11-23 ${minute}`)
        expect(await outcome(school), `lost at request ${at}`).toEqual({
          members: [1, 2],
          slots: ['2026-11-23T23:00 done'],
          done: 1,
          unfinished: 0,
          leases: [],
        })
      }
    },
    600_000,
  )
})
