import { describe, expect, test } from 'vitest'
import type { Row } from '../../src/db/database.ts'
import { own } from '../../src/db/migrations/index.ts'
import { SERVER } from '../database.ts'
import { TestSchool } from '../school.ts'

const JOB = 'detention-reminder-notices'
const THURSDAY = '2026-11-26'

/** A school at six on Monday morning, with a teacher who holds detentions, and Ada. */
class Detentions {
  readonly school: TestSchool
  smith = 0
  ada = 0

  private constructor(school: TestSchool) {
    this.school = school
  }

  static async open(now = '2026-11-23 06:00', jobs = `  ${JOB}:`): Promise<Detentions> {
    const at = new Detentions(await TestSchool.open(jobs, { now }))
    at.smith = await at.school.add('staff', { staff_code: 'SMI', surname: 'Smith', forename: 'Sam' })
    at.ada = await at.school.pupil('Ada')
    return at
  }

  /** A detention, of Ada unless others are named. */
  async detention(row: Row = {}, ...pupils: number[]): Promise<number> {
    const usual = { date: THURSDAY, starts_at: '15:00', room: 'H3', staff_id: this.smith, cancelled: 0 }
    const id = await this.school.add('detention', { ...usual, ...row })
    for (const pupil_id of pupils.length > 0 ? pupils : [this.ada]) {
      await this.school.add('detention_pupil', { detention_id: id, pupil_id })
    }
    return id
  }

  change(id: number, row: Row): Promise<number> {
    return this.school.with((db) => db.run(db.sql('detention').where({ id }).update(row)))
  }

  remove(table: string, where: Row = {}): Promise<number> {
    return this.school.with((db) => db.run(db.sql(table).where(where).delete()))
  }

  async run(
    ...flags: string[]
  ): Promise<{ counts: Record<string, number>; outcome: string; message?: string }> {
    const { counts, outcome, message } = JSON.parse((await this.school.run(JOB, '--json', ...flags)).out)
    const done = Object.entries(counts as Record<string, number>).filter(([, count]) => count > 0)
    return { counts: Object.fromEntries(done), outcome, ...(message ? { message } : {}) }
  }

  async counted(...flags: string[]): Promise<Record<string, number>> {
    return (await this.run(...flags)).counts
  }

  async titles(): Promise<unknown[]> {
    return (await this.school.rows('notice')).map(({ title }) => title)
  }
}

const ON_THURSDAY = 'Detention on Thursday 26 November 2026 at 15:00, room H3'

describe('a coming detention', () => {
  test('gets a notice that says when, where and who, once, and expires with it', async () => {
    const at = await Detentions.open()
    await at.detention()
    expect(await at.counted()).toEqual({ created: 1 })
    expect(await at.counted()).toEqual({})
    expect(await at.school.rows('notice')).toEqual([
      {
        id: 1,
        title: ON_THURSDAY,
        body: 'Held by SMI. This notice follows the detention when that is moved or called off.',
        pupil_id: at.ada,
        created_by: null,
        created_at: '2026-11-23T06:00:00.000Z',
        expires_on: THURSDAY,
      },
    ])
  })

  test.each([
    ['2026-11-22', 0],
    ['2026-11-23', 1],
    ['2026-11-30', 1],
    ['2026-12-01', 0],
  ])('on %s is reminded of %i times on Monday 23 November', async (date, created) => {
    const at = await Detentions.open()
    await at.detention({ date })
    expect(await at.counted()).toEqual(created ? { created } : {})
  })

  test('further ahead is reminded of where the config says so', async () => {
    const at = await Detentions.open()
    await at.detention({ date: '2026-12-07' })
    expect(await at.counted('--days-ahead', '13')).toEqual({})
    expect(await at.counted('--days-ahead', '14')).toEqual({ created: 1 })
    for (const days of ['0', '61']) expect((await at.school.run(JOB, '--days-ahead', days)).code).toBe(2)
  })

  test('of today is not reminded of in the evening', async () => {
    const at = await Detentions.open('2026-11-23 18:00')
    await at.detention({ date: '2026-11-23' })
    await at.detention({ date: '2026-11-24' })
    expect(await at.counted()).toEqual({ created: 1 })
  })

  test('that is called off is not reminded of', async () => {
    const at = await Detentions.open()
    await at.detention({ cancelled: 1 })
    expect(await at.counted()).toEqual({})
  })

  test('is for pupils on roll on its day: also one who joins by then, not one who has left by then', async () => {
    const at = await Detentions.open()
    const ben = await at.school.pupil('Ben', { from: THURSDAY })
    const cleo = await at.school.pupil('Cleo', { to: '2026-11-25' })
    const dan = await at.school.pupil('Dan', { to: THURSDAY })
    const guest = await at.school.pupil('Eve', { status: 'guest' })
    await at.school.stay(ben, { from: '2019-09-01' })
    await at.detention({}, ben, cleo, dan, guest)
    expect(await at.counted()).toEqual({ created: 2 })
    expect((await at.school.rows('notice')).map(({ pupil_id }) => pupil_id)).toEqual([ben, dan])
  })

  test('that reads as another of the same pupil has a notice of its own', async () => {
    const at = await Detentions.open()
    const first = await at.detention()
    await at.detention()
    expect(await at.counted()).toEqual({ created: 2 })
    expect(await at.counted()).toEqual({})
    const links = await at.school.rows(own('detention_reminder'))
    expect(new Set(links.map(({ notice_id }) => notice_id)).size).toBe(2)
    await at.change(first, { room: 'H4' })
    expect(await at.counted()).toEqual({ changed: 1 })
    const { notice_id } = links.find(({ detention_id }) => detention_id === first)!
    expect(await at.school.rows('notice', { id: notice_id! })).toMatchObject([
      { title: expect.stringContaining('room H4') },
    ])
  })
})

describe('a notice', () => {
  async function reminded() {
    const at = await Detentions.open()
    const id = await at.detention()
    await at.counted()
    return { at, id }
  }

  test.each([
    [{ date: '2026-11-27' }, 'Detention on Friday 27 November 2026 at 15:00, room H3'],
    [{ date: '2027-02-01' }, 'Detention on Monday 1 February 2027 at 15:00, room H3'],
    [{ starts_at: '13:10' }, 'Detention on Thursday 26 November 2026 at 13:10, room H3'],
    [{ room: 'Hall' }, 'Detention on Thursday 26 November 2026 at 15:00, room Hall'],
  ])('follows a detention that is moved: %j', async (moved, title) => {
    const { at, id } = await reminded()
    await at.change(id, moved)
    expect(await at.counted()).toEqual({ changed: 1 })
    expect(await at.counted()).toEqual({})
    expect(await at.school.rows('notice')).toMatchObject([
      { id: 1, title, expires_on: 'date' in moved ? moved.date : THURSDAY },
    ])
  })

  test('names who holds the detention now', async () => {
    const { at, id } = await reminded()
    const jones = await at.school.add('staff', { staff_code: 'JON', surname: 'Jones', forename: 'Jo' })
    await at.change(id, { staff_id: jones })
    expect(await at.counted()).toEqual({ changed: 1 })
    expect(await at.school.rows('notice')).toMatchObject([{ body: expect.stringMatching(/^Held by JON\./) }])
  })

  test('goes when the detention is called off, and comes when it is not after all', async () => {
    const { at, id } = await reminded()
    await at.change(id, { cancelled: 1 })
    expect(await at.counted()).toEqual({ removed: 1 })
    expect(await at.titles()).toEqual([])
    await at.change(id, { cancelled: 0 })
    expect(await at.counted()).toEqual({ created: 1 })
  })

  test('goes when the pupil is taken off the detention', async () => {
    const { at } = await reminded()
    const ben = await at.school.pupil('Ben')
    await at.detention({}, ben)
    await at.counted()
    await at.remove('detention_pupil', { pupil_id: at.ada })
    expect(await at.counted()).toEqual({ removed: 1 })
    expect(await at.school.rows('notice')).toMatchObject([{ pupil_id: ben }])
  })

  test('goes when the pupil leaves before the day', async () => {
    const { at } = await reminded()
    await at.school.with((db) => db.run(db.sql('school_history').update({ end_date: '2026-11-25' })))
    expect(await at.counted()).toEqual({ removed: 1 })
  })

  test('goes when the detention is put back to a day that is over', async () => {
    const { at, id } = await reminded()
    await at.change(id, { date: '2026-11-20' })
    await at.detention({ date: '2027-01-20' })
    expect(await at.counted()).toEqual({ removed: 1 })
  })

  test('that somebody deleted is not made again, not even when the detention is moved', async () => {
    const { at, id } = await reminded()
    await at.remove('notice')
    expect(await at.counted()).toEqual({})
    await at.change(id, { date: '2026-11-30' })
    expect(await at.counted()).toEqual({})
    at.school.at('2026-11-27 06:00')
    expect(await at.counted()).toEqual({})
  })

  test('that somebody deleted leaves its number to another, which is not touched', async () => {
    const { at, id } = await reminded()
    await at.remove('notice')
    await at.detention({ room: 'H9' })
    expect(await at.counted()).toEqual({ created: 1 })
    const [{ id: given }] = (await at.school.rows<{ id: number }>('notice')) as [{ id: number }]
    // A server gives out no number twice by itself; an import may.
    if (!SERVER) expect(given).toBe(1)
    await at.change(id, { cancelled: 1 })
    expect(await at.counted()).toEqual({})
    await at.remove('notice')
    await at.school.add('notice', {
      id: given,
      title: 'By hand',
      body: '',
      pupil_id: at.ada,
      created_by: at.smith,
      created_at: '2026-11-23T09:00:00.000Z',
    })
    await at.remove('detention_pupil')
    expect(await at.counted()).toEqual({})
    expect(await at.titles()).toEqual(['By hand'])
  })

  test('stays when it is about anything else', async () => {
    const { at, id } = await reminded()
    const notice = { title: ON_THURSDAY, body: '', pupil_id: at.ada, expires_on: THURSDAY }
    await at.school.add('notice', { ...notice, created_at: '2026-11-23T09:00:00.000Z' })
    await at.change(id, { cancelled: 1 })
    expect(await at.counted()).toEqual({ removed: 1 })
    expect(await at.titles()).toEqual([ON_THURSDAY])
  })
})

describe('after the day', () => {
  const BOTH = `  ${JOB}:\n  clear-expired-notices:`

  test('clear-expired-notices deletes the notice, and the reminder is forgotten without a word', async () => {
    const at = await Detentions.open('2026-11-26 06:00', BOTH)
    await at.detention()
    await at.counted()
    at.school.at('2026-11-26 23:00')
    await at.school.run('clear-expired-notices')
    expect(await at.titles()).toEqual([ON_THURSDAY])
    at.school.at('2026-11-27 00:30')
    await at.school.run('clear-expired-notices')
    expect(await at.titles()).toEqual([])
    at.school.at('2026-11-27 06:00')
    expect(await at.run()).toMatchObject({ counts: {}, outcome: 'succeeded' })
    expect(await at.school.rows(own('detention_reminder'))).toEqual([])
  })

  test.each([true, false])(
    'a detention that did not take place and is moved is reminded of, its old notice cleared away: %s',
    async (cleared) => {
      const at = await Detentions.open('2026-11-26 06:00', BOTH)
      const id = await at.detention()
      await at.counted()
      at.school.at('2026-11-27 00:30')
      if (cleared) await at.school.run('clear-expired-notices')
      await at.change(id, { date: '2026-12-01' })
      at.school.at('2026-11-27 06:00')
      expect(await at.counted()).toEqual(cleared ? { created: 1 } : { changed: 1 })
      expect(await at.titles()).toEqual(['Detention on Tuesday 1 December 2026 at 15:00, room H3'])
      expect(await at.counted()).toEqual({})
    },
  )
})

describe('when detentions vanish', () => {
  async function thirty() {
    const at = await Detentions.open()
    const ids: number[] = []
    for (let n = 0; n < 30; n += 1) ids.push(await at.detention({ room: `H${n}` }))
    expect(await at.counted()).toEqual({ created: 30 })
    return { at, ids }
  }

  test('all of them, the run is held and the notices stay', async () => {
    const { at } = await thirty()
    await at.remove('detention')
    const { outcome, message } = await at.run()
    expect(outcome).toBe('held')
    expect(message).toContain('There are no coming detentions at all, and 30 would be removed')
    expect(await at.titles()).toHaveLength(30)
  })

  test('more than the guard lets go, likewise; but not when they are called off', async () => {
    const { at, ids } = await thirty()
    await at.school.with((db) => db.run(db.sql('detention').where('id', '>', 1).update({ cancelled: 1 })))
    expect(await at.counted('--dry-run')).toEqual({ removed: 29 })
    await at.school.with((db) => db.run(db.sql('detention').whereIn('id', ids.slice(1)).delete()))
    expect((await at.run()).outcome).toBe('held')
  })

  test('when the roll has vanished as well as when the list of who has to come has', async () => {
    const { at } = await thirty()
    await at.remove('school_history')
    expect((await at.run()).outcome).toBe('held')
    await at.school.stay(at.ada)
    await at.remove('detention_pupil')
    expect((await at.run()).outcome).toBe('held')
  })
})

test('a thousand reminders take no more statements than one', async () => {
  const statements = async (pupils: number) => {
    const at = await Detentions.open()
    const ids = Array.from({ length: pupils }, (_, n) => n + 1000)
    await at.school.with(async (db) => {
      await db.bulkInsert(
        'pupil',
        ['id', 'admission_number', 'surname', 'forename', 'date_of_birth'],
        ids.map((id) => [id, String(id), 'Test', 'Pupil', '2012-05-01']),
      )
      await db.bulkInsert(
        'school_history',
        ['pupil_id', 'start_date', 'enrolment_status'],
        ids.map((id) => [id, '2020-09-01', 'single']),
      )
    })
    await at.detention({}, ...ids)
    let sent = 0
    at.school.world = {
      onStatement: () => {
        sent += 1
      },
    }
    expect(await at.counted()).toEqual({ created: pupils })
    return sent
  }
  expect(await statements(1000)).toBe(await statements(1))
})
