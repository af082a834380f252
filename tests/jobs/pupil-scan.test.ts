import { describe, expect, test } from 'vitest'
import { own } from '../../src/db/migrations/index.ts'
import { SERVER } from '../database.ts'
import { FRIDAY, instant, MONDAY, REGISTERS, ScanSchool } from '../scan/school.ts'

describe('a session scan', () => {
  test.each([
    ['07:29:59', 'too-early', []],
    ['07:30', 'marked /', ['AM /']],
    ['08:39:59', 'marked /', ['AM /']],
    ['08:40', 'late L', ['AM L 1']],
    ['08:52:30', 'late L', ['AM L 12']],
    ['09:10', 'late L', ['AM L 30']],
    ['09:10:01', 'too-late', []],
  ])('at %s is %s', async (time, outcome, marks) => {
    const at = await ScanSchool.open()
    await at.scan('A', time)
    expect(await at.done()).toEqual([outcome])
    expect(await at.marks()).toEqual(marks)
  })

  test('from the opening of the afternoon on is for the afternoon', async () => {
    const at = await ScanSchool.open({ now: `${MONDAY} 15:00` })
    for (const [pupil, time] of [
      ['Ben', '12:59'],
      ['Cleo', '13:00'],
      ['Dan', '13:45'],
      ['Eve', '14:30'],
    ] as const) {
      await at.pupil(pupil)
      await at.scan(pupil[0]!, time)
    }
    expect(await at.done()).toEqual(['too-late', 'marked \\', 'late L', 'too-late'])
    const codes = (await at.school.rows('mark')).map(({ code, session_id }) => [code, session_id])
    const pm = await at.session('PM')
    expect(codes).toEqual([
      ['\\', pm],
      ['L', pm],
    ])
  })

  test('fills the row of a missing mark, and makes the scan its owner', async () => {
    const at = await ScanSchool.open()
    const mark = await at.mark(at.ada, '-')
    await at.scan('A', '08:30')
    expect((await at.run()).counts).toEqual({ marked: 1, filled: 1 })
    expect(await at.school.rows('mark')).toEqual([
      {
        id: mark,
        pupil_id: at.ada,
        date: MONDAY,
        session_id: await at.session('AM'),
        lesson_id: null,
        code: '/',
        minutes_late: null,
      },
    ])
    expect(await at.school.rows('mark_owner')).toEqual([
      { mark_id: mark, staff_id: null, altered_at: '2026-11-23T12:00:00.000Z', source: 'scan' },
    ])
  })

  test('adds the row where the register has none, with the scan as its owner', async () => {
    const at = await ScanSchool.open()
    const ben = await at.pupil('Ben')
    await at.scan('A', '08:30')
    await at.scan('B', '08:55')
    await at.scan('B', '08:56')
    expect((await at.run()).counts).toEqual({ marked: 1, late: 1, duplicate: 1, added: 2 })
    const [first, second] = (await at.school.rows('mark')) as { id: number; pupil_id: number }[]
    expect([first!.pupil_id, second!.pupil_id]).toEqual([at.ada, ben])
    const owners = await at.school.rows('mark_owner')
    expect(owners.map(({ mark_id, source }) => [mark_id, source])).toEqual([
      [first!.id, 'scan'],
      [second!.id, 'scan'],
    ])
    const records = await at.school.rows(own('scan_outcome'))
    expect(records.map(({ event_id, mark_id }) => [event_id, mark_id])).toEqual([
      ['e1', first!.id],
      ['e2', second!.id],
      ['e3', second!.id],
    ])
  })

  test('that adds a mark owns it, whoever owned a deleted one of that number', async () => {
    const at = await ScanSchool.open()
    await at.owner(1, { staff_id: 1 })
    await at.scan('A', '08:30')
    expect(await at.done()).toEqual(['marked /'])
    expect(await at.school.rows('mark_owner')).toMatchObject([{ mark_id: 1, staff_id: null, source: 'scan' }])
  })

  test.each(['/', 'L', 'U', 'Z', '?'])('never changes a %s that a person entered', async (code) => {
    const at = await ScanSchool.open()
    await at.mark(at.ada, code)
    await at.scan('A', '08:30')
    expect(await at.done()).toEqual(['already-marked'])
    expect(await at.marks()).toEqual([`AM ${code}`])
    expect(await at.school.rows('mark_owner')).toEqual([])
  })

  test.each(['I', 'M', 'N', 'O', 'B', 'V', 'D', 'Y1'])(
    'against %s is listed: on site, but marked elsewhere',
    async (code) => {
      const at = await ScanSchool.open()
      await at.mark(at.ada, code)
      await at.scan('A', '08:30')
      await at.scan('A', '10:30')
      expect(await at.done()).toEqual(['on-site', 'on-site'])
      expect(await at.marks()).toEqual([`AM ${code}`])
    },
  )

  test('is judged by what the code meant on its day', async () => {
    const at = await ScanSchool.open()
    await at.school.with(async (db) => {
      await db.run(db.sql('register_code').where({ code: 'I' }).update({ valid_to: '2026-11-22' }))
      await db.insert('register_code', {
        ...{ code: 'I', valid_from: MONDAY, meaning: 'present', late: 0, description: 'Inside' },
      })
    })
    await at.mark(at.ada, 'I')
    await at.mark(at.ada, 'I', 'AM', FRIDAY)
    await at.scan('A', '08:30')
    await at.scan('A', `${FRIDAY} 08:30`)
    expect(await at.done()).toEqual(['already-marked', 'on-site'])
  })

  test('fills N where the school says so, and remembers what stood there', async () => {
    const at = await ScanSchool.open({ settings: `${REGISTERS}\nreplaceN: true` })
    const staff = await at.school.add('staff', { staff_code: 'OFF', surname: 'Office', forename: 'Olga' })
    const mark = await at.mark(at.ada, 'N')
    await at.owner(mark, { staff_id: staff })
    await at.scan('A', '08:50')
    await at.scan('A', '10:50')
    expect(await at.done()).toEqual(['late L', 'duplicate'])
    expect(await at.marks()).toEqual(['AM L 10'])
    expect((await at.school.rows(own('scan_outcome')))[0]).toMatchObject({
      ...{ mark_id: mark, code: 'L', old_code: 'N', old_staff_id: staff },
      old_altered_at: '2026-11-23T09:00:00.000Z',
    })
    expect(await at.school.rows('mark_owner')).toMatchObject([{ staff_id: null, source: 'scan' }])
  })

  test('after closing leaves N as it is', async () => {
    const at = await ScanSchool.open({ settings: `${REGISTERS}\nreplaceN: true` })
    await at.mark(at.ada, 'N')
    await at.scan('A', '09:30')
    expect(await at.done()).toEqual(['on-site'])
    expect(await at.marks()).toEqual(['AM N'])
  })

  test('after closing makes a mark with the code that the school has chosen', async () => {
    const at = await ScanSchool.open({ settings: `${REGISTERS}\nafterClosing: U` })
    await at.scan('A', '09:30')
    expect(await at.done()).toEqual(['late U'])
    expect(await at.marks()).toEqual(['AM U 50'])
  })

  test('after closing makes none with a code that the register does not have, and the run says so', async () => {
    const at = await ScanSchool.open({ settings: `${REGISTERS}\nafterClosing: QQ` })
    await at.scan('A', '09:30')
    const { outcome, message } = await at.run()
    expect({ outcome, message }).toEqual({
      outcome: 'partial',
      message: 'The register has no code QQ on 2026-11-23: scans after closing made no mark.',
    })
    expect(await at.outcomes()).toEqual(['too-late'])
  })

  test('on a day without school is for no session', async () => {
    const at = await ScanSchool.open({
      rest: 'calendar:\n  terms: [{ name: Autumn, from: 2026-09-02, to: 2026-12-18 }]\n  inset: [2026-11-20]\n',
    })
    await at.scan('A', `${FRIDAY} 08:30`)
    await at.scan('A', '2026-11-22 08:30')
    expect(await at.done()).toEqual(['no-session', 'no-session'])
  })

  test('is for no session where the school has none', async () => {
    const at = await ScanSchool.open()
    await at.school.with((db) => db.run(db.sql('session').where({ date: MONDAY, part: 'AM' }).delete()))
    await at.scan('A', '08:30')
    expect(await at.done()).toEqual(['no-session'])
  })
})

describe('of several scans', () => {
  test('the first makes the mark, in whatever order they come', async () => {
    const at = await ScanSchool.open()
    await at.scan('A', '08:50')
    await at.scan('A', '08:35')
    await at.scan('A', '08:45')
    expect(await at.done()).toEqual(['duplicate', 'marked /', 'duplicate'])
    expect(await at.marks()).toEqual(['AM /'])
  })

  test('a later one in a later run is a duplicate', async () => {
    const at = await ScanSchool.open()
    await at.scan('A', '08:35')
    await at.run()
    await at.scan('A', '08:50')
    await at.scan('A', '10:00')
    expect(await at.done()).toEqual(['marked /', 'duplicate', 'duplicate'])
  })

  test('one that a reader sends late takes the late mark away that another scan had made', async () => {
    const at = await ScanSchool.open()
    await at.scan('A', '08:50')
    expect(await at.done()).toEqual(['late L'])
    expect(await at.marks()).toEqual(['AM L 10'])
    await at.scan('A', '08:35', { device: 'BACK' })
    expect(await at.done()).toEqual(['late L', 'marked /'])
    expect(await at.marks()).toEqual(['AM /'])
    expect(await at.school.rows(own('scan_outcome'), { device: 'BACK' })).toMatchObject([
      { old_code: 'L', code: '/' },
    ])
  })

  test('and one that shows that the pupil was less late, the minutes', async () => {
    const at = await ScanSchool.open({ settings: `${REGISTERS}\nafterClosing: U` })
    await at.scan('A', '09:30')
    expect(await at.done()).toEqual(['late U'])
    await at.scan('A', '08:55')
    await at.run()
    await at.scan('A', '08:44')
    await at.run()
    await at.scan('A', '08:50')
    expect(await at.done()).toEqual(['late U', 'late L', 'late L', 'duplicate'])
    expect(await at.marks()).toEqual(['AM L 4'])
  })

  test('no scan betters a late mark that a person entered', async () => {
    const at = await ScanSchool.open()
    const mark = await at.mark(at.ada, 'L')
    await at.owner(mark, { staff_id: null })
    await at.scan('A', '08:35')
    expect(await at.done()).toEqual(['already-marked'])
  })

  test('morning and afternoon each have a first one', async () => {
    const at = await ScanSchool.open({ now: `${MONDAY} 14:00` })
    for (const time of ['08:30', '08:31', '13:30', '13:31']) await at.scan('A', time)
    expect(await at.done()).toEqual(['marked /', 'duplicate', 'marked \\', 'duplicate'])
  })

  test('each is looked at once', async () => {
    const at = await ScanSchool.open()
    await at.scan('A', '08:35')
    expect(await at.counts()).toEqual({ marked: 1, added: 1 })
    expect(await at.counts()).toEqual({})
  })

  test('the same event number of another reader is another scan', async () => {
    const at = await ScanSchool.open()
    await at.scan('A', '08:35', { event_id: '7' })
    await at.scan('A', '08:36', { event_id: '7', device: 'BACK' })
    expect(await at.counts()).toEqual({ marked: 1, duplicate: 1, added: 1 })
  })
})

describe('registration times', () => {
  const years = `registers:
  - { part: AM, opens: '07:30', starts: '08:40' }
  - { part: AM, years: [12, 13], opens: '07:30', starts: '09:00', closes: '10:00' }
  - { part: AM, site: Annexe, opens: '07:30', starts: '08:30' }
  - { part: AM, site: Annexe, years: [12, 13], opens: '07:30', starts: '09:10' }
  - { part: AM, days: [fri], years: [12], site: Annexe, opens: '07:30', starts: '09:30' }`

  async function school() {
    const at = await ScanSchool.open({ settings: years })
    await at.school.add('scan_device', { code: 'ANNEXE', name: 'Annexe', site: ' annexe' })
    const year = await at.school.add('year_group', { name: 'Year 12', national_curriculum_year: 12 })
    const ben = await at.pupil('Ben')
    await at.school.with((db) => db.run(db.sql('pupil').where({ id: ben }).update({ year_group_id: year })))
    return at
  }

  test.each([
    ['A', 'GATE', MONDAY, '08:39', '08:40'],
    ['B', 'GATE', MONDAY, '08:59', '09:00'],
    ['A', 'ANNEXE', MONDAY, '08:29', '08:30'],
    ['B', 'ANNEXE', MONDAY, '09:09', '09:10'],
    ['B', 'ANNEXE', FRIDAY, '09:29', '09:30'],
    ['A', 'NEW', MONDAY, '08:39', '08:40'],
  ])(
    'are those that say most: %s at %s on %s is in time at %s and late at %s',
    async (card, device, date, inTime, late) => {
      for (const [time, outcome] of [
        [inTime, 'marked /'],
        [late, 'late L'],
      ] as const) {
        const at = await school()
        await at.scan(card, `${date} ${time}`, { device })
        expect(await at.done()).toEqual([outcome])
      }
    },
  )

  test('close when they say', async () => {
    const at = await school()
    await at.scan('B', '09:55')
    expect(await at.done()).toEqual(['late L'])
  })

  test('that are for nobody here mean no session', async () => {
    const at = await ScanSchool.open({
      settings: `registers: [{ part: AM, years: [7], opens: '07:30', starts: '08:40' }]`,
    })
    await at.scan('A', '08:30')
    expect(await at.done()).toEqual(['no-session'])
  })

  const start = async (settings: string) => (await ScanSchool.open({ settings })).school.run('pupil-scan')

  test.each([
    ['pupil-scan needs its registers', 'replaceN: true', /'registers' is missing/],
    [
      'open before they start',
      `registers: [{ part: AM, opens: '08:40', starts: '08:40' }]`,
      /must open before it starts/,
    ],
    [
      'close after they start',
      `registers: [{ part: AM, opens: '08:00', starts: '08:40', closes: '08:30' }]`,
      /must not close before it starts/,
    ],
    [
      'do not contradict each other',
      `registers:\n  - { part: AM, years: [12], opens: '08:00', starts: '08:40' }\n  - { part: AM, days: [mon], opens: '08:00', starts: '08:50' }`,
      /applies as much as entry 1/,
    ],
    [
      'have the afternoon after the morning',
      `registers:\n  - { part: AM, opens: '08:00', starts: '08:40' }\n  - { part: PM, opens: '07:50', starts: '13:40' }`,
      /the afternoon opens at 07:50/,
    ],
    [
      'a clock is either ahead or behind',
      `${REGISTERS}\nclocks: [{ device: GATE }]`,
      /either ahead or behind/,
    ],
    [
      'a clock is wrong in one way',
      `${REGISTERS}\nclocks: [{ device: GATE, ahead: 1m }, { device: GATE, ahead: 2m }]`,
      /GATE is there twice/,
    ],
  ])('%s, or the config is wrong', async (_, settings, message) => {
    const { code, err } = await start(settings)
    expect(code).toBe(3)
    expect(err).toMatch(message)
  })

  test('may overlap where a third entry settles it', async () => {
    const settings = `registers:
  - { part: AM, years: [12], opens: '08:00', starts: '08:40' }
  - { part: AM, days: [mon], opens: '08:00', starts: '08:50' }
  - { part: AM, years: [12], days: [mon], opens: '08:00', starts: '09:00' }`
    expect((await start(settings)).code).toBe(0)
  })
})

describe('on a day on which the school closes early', () => {
  const closing = `calendar:\n  earlyClosing: [{ on: ${MONDAY}, at: '12:30' }]\n`

  test('a session that would start later does not take place', async () => {
    const at = await ScanSchool.open({ rest: closing, now: `${MONDAY} 15:00` })
    await at.scan('A', '13:30')
    expect(await at.done()).toEqual(['too-late'])
    expect(await at.marks()).toEqual([])
  })

  test('an entry for such days may move it, and it closes with the school', async () => {
    const at = await ScanSchool.open({
      settings: `${REGISTERS}\n  - { part: PM, earlyClosing: true, opens: '11:45', starts: '12:10' }`,
      rest: closing,
      now: `${MONDAY} 15:00`,
    })
    await at.pupil('Ben')
    await at.pupil('Cleo')
    await at.scan('A', '11:50')
    await at.scan('B', '12:29')
    await at.scan('C', '12:31')
    await at.scan('A', `${FRIDAY} 13:20`)
    expect(await at.done()).toEqual(['marked \\', 'late L', 'too-late', 'marked \\'])
  })

  test('a lesson that would start later does not take place', async () => {
    const at = await ScanSchool.open({ rest: closing, now: `${MONDAY} 15:00` })
    await lesson(at, '12:00', '13:00')
    await lesson(at, '12:30', '13:30')
    await lesson(at, '13:30', '14:30')
    await at.scan('A', '12:05', { kind: 'lesson' })
    await at.scan('A', '12:28', { kind: 'lesson' })
    await at.scan('A', '12:40', { kind: 'lesson' })
    await at.scan('A', '13:35', { kind: 'lesson' })
    expect(await at.done()).toEqual(['late L', 'duplicate', 'no-lesson', 'no-lesson'])
  })
})

/** A lesson of Ada's tutor group, which is 7A, in room M1. */
async function lesson(
  at: ScanSchool,
  starts_at: string,
  ends_at: string,
  row: { room?: string; group?: string } = {},
) {
  const name = row.group ?? '7A'
  const add = async () => at.school.add('registration_group', { name, year_group_id: 1 })
  const registration_group_id = Number(
    (await at.school.rows('registration_group', { name }))[0]?.id ?? (await add()),
  )
  if (name === '7A')
    await at.school.with((db) =>
      db.run(db.sql('pupil').where({ id: at.ada }).update({ registration_group_id })),
    )
  return at.school.add('lesson', {
    ...{ date: MONDAY, period: 1, starts_at, ends_at, subject: 'Mathematics', staff_id: 1 },
    ...{ registration_group_id, room: row.room ?? 'M1' },
  })
}

describe('a lesson scan', () => {
  const scan = (at: ScanSchool, card: string, time: string, device = 'GATE') =>
    at.scan(card, time, { kind: 'lesson', device })

  test.each([
    ['08:54', 'no-lesson', []],
    ['08:55', 'marked /', ['#1 /']],
    ['08:59:59', 'marked /', ['#1 /']],
    ['09:00', 'late L', ['#1 L 1']],
    ['09:30', 'late L', ['#1 L 30']],
    ['09:31', 'too-late', []],
    ['09:54', 'too-late', []],
    ['09:55', 'marked /', ['#2 /']],
    ['10:00', 'late L', ['#2 L 1']],
    ['11:00', 'no-lesson', []],
  ])('at %s is %s', async (time, outcome, marks) => {
    const at = await ScanSchool.open()
    await lesson(at, '09:00', '10:00')
    await lesson(at, '10:00', '11:00')
    await scan(at, 'A', time)
    expect(await at.done()).toEqual([outcome])
    expect(await at.marks()).toEqual(marks)
  })

  test('in the afternoon has the mark of the afternoon', async () => {
    const at = await ScanSchool.open({ now: `${MONDAY} 15:00` })
    await lesson(at, '12:05', '13:00')
    await lesson(at, '13:50', '14:50')
    await scan(at, 'A', '12:04')
    await scan(at, 'A', '13:49')
    expect(await at.done()).toEqual(['marked /', 'marked \\'])
  })

  test('counts for a lesson as early and as late as the school says', async () => {
    const at = await ScanSchool.open({ settings: `${REGISTERS}\nlessonOpens: 10\nlessonCloses: 3` })
    await at.pupil('Ben')
    const id = await lesson(at, '09:00', '10:00')
    await at.school.with((db) => db.run(db.sql('pupil').update({ registration_group_id: 1 })))
    await scan(at, 'A', '08:51')
    await scan(at, 'B', '09:04')
    expect(await at.done()).toEqual(['marked /', 'too-late'])
    expect(await at.marks()).toEqual([`#${id} /`])
  })

  test('is for the lesson in whose register the pupil is, before that of the tutor group', async () => {
    const at = await ScanSchool.open()
    await lesson(at, '09:00', '10:00')
    const set = await lesson(at, '09:00', '10:00', { group: 'Set 2', room: 'M2' })
    await at.school.add('mark', { pupil_id: at.ada, date: MONDAY, lesson_id: set, code: '-' })
    await scan(at, 'A', '08:58')
    expect(await at.done()).toEqual(['marked /'])
    expect(await at.marks()).toEqual([`#${set} /`])
  })

  test('is one thing and a session scan another', async () => {
    const at = await ScanSchool.open()
    await lesson(at, '09:00', '10:00')
    await at.scan('A', '08:30')
    await scan(at, 'A', '08:58')
    await scan(at, 'A', '09:20')
    expect(await at.done()).toEqual(['marked /', 'marked /', 'duplicate'])
    expect((await at.marks()).sort()).toEqual(['#1 /', 'AM /'])
  })

  test('after the lesson has closed makes no mark, also where a session scan would', async () => {
    const at = await ScanSchool.open({ settings: `${REGISTERS}\nafterClosing: U` })
    await lesson(at, '09:00', '10:00')
    await scan(at, 'A', '09:40')
    expect(await at.done()).toEqual(['too-late'])
  })

  describe('by room', () => {
    const byRoom = () => ScanSchool.open({ settings: `${REGISTERS}\nlessonsBy: room` })
    const reader = (at: ScanSchool, room: string | null) =>
      at.school.add('scan_device', { code: `R${room}`, name: 'Door', room })

    test('is for the lesson in the room of the reader', async () => {
      const at = await byRoom()
      await reader(at, 'm2')
      await lesson(at, '09:00', '10:00')
      const set = await lesson(at, '09:00', '10:00', { group: 'Set 2', room: 'M2' })
      await scan(at, 'A', '08:58', 'Rm2')
      expect(await at.done()).toEqual(['marked /'])
      expect(await at.marks()).toEqual([`#${set} /`])
    })

    test('is for no lesson where there is none, or the reader has no room', async () => {
      const at = await byRoom()
      await reader(at, 'M3')
      await reader(at, null)
      await lesson(at, '09:00', '10:00')
      await scan(at, 'A', '08:58', 'RM3')
      await scan(at, 'A', '08:58', 'Rnull')
      await scan(at, 'A', '08:58', 'UNKNOWN')
      expect(await at.done()).toEqual(['no-lesson', 'no-lesson', 'no-lesson'])
    })

    test('with two lessons in it must be the pupil’s own, never a guess', async () => {
      const at = await byRoom()
      await at.pupil('Ben')
      await reader(at, 'HALL')
      const own = await lesson(at, '09:00', '10:00', { room: 'Hall' })
      await lesson(at, '09:00', '10:00', { group: '7B', room: 'Hall' })
      await scan(at, 'A', '08:58', 'RHALL')
      await scan(at, 'B', '08:58', 'RHALL')
      expect(await at.done()).toEqual(['marked /', 'no-lesson'])
      expect(await at.marks()).toEqual([`#${own} /`])
    })
  })
})

describe('signing in and out', () => {
  test('never makes a mark', async () => {
    const at = await ScanSchool.open()
    await at.mark(at.ada, '-')
    for (const kind of ['sign-in', 'sign-out', 'canteen']) await at.scan('A', '08:30', { kind })
    expect(await at.done()).toEqual(['noted', 'noted', 'noted'])
    expect(await at.marks()).toEqual(['AM -'])
  })

  test('in, somebody who is marked absent is on site; out, they are not', async () => {
    const at = await ScanSchool.open()
    await at.mark(at.ada, 'I')
    await at.scan('A', '10:30', { kind: 'sign-in' })
    await at.scan('A', '11:30', { kind: 'sign-out' })
    expect(await at.done()).toEqual(['on-site', 'noted'])
  })
})

test('signing in after a scan has entered an absence is nothing to look at', async () => {
  const at = await ScanSchool.open({ settings: `${REGISTERS}\nafterClosing: O` })
  await at.scan('A', '09:30')
  await at.scan('A', '09:35', { kind: 'sign-in' })
  expect(await at.done()).toEqual(['late O', 'noted'])
})

test('of two marks in one register the one that says something counts', async () => {
  const at = await ScanSchool.open()
  await at.pupil('Ben')
  for (const code of ['-', 'I']) await at.mark(1, code)
  for (const code of ['I', '-']) await at.mark(2, code)
  await at.scan('A', '08:30')
  await at.scan('B', '08:30')
  expect(await at.done()).toEqual(['on-site', 'on-site'])
})

describe('texts about an absence', () => {
  async function texts(at: ScanSchool) {
    const batch = (purpose: string) =>
      at.school.add('sms_batch', { purpose, urgent: 0, queued_at: '2026-11-23T09:30:00.000Z' })
    const [absence, general] = [await batch('absence'), await batch('general')]
    const text = (row: object) =>
      at.school.add('sms_message', {
        ...{ batch_id: absence, pupil_id: at.ada, number: '07700900123', body: 'Where is Ada?' },
        ...{ about_date: MONDAY, about_part: 'AM', state: 'queued', ...row },
      })
    const ben = await at.pupil('Ben')
    await text({})
    await text({ about_part: null })
    await text({ about_part: 'PM' })
    await text({ about_date: FRIDAY })
    await text({ pupil_id: ben })
    await text({ state: 'sending' })
    await text({ batch_id: general })
    return () =>
      at.school.rows<{ state: string; state_reason: string | null; state_at: string | null }>('sms_message')
  }

  test('that are still queued are withdrawn when the pupil is on site', async () => {
    const at = await ScanSchool.open()
    const all = await texts(at)
    await at.mark(at.ada, 'N')
    await at.scan('A', '10:00')
    expect((await at.run()).counts).toEqual({ 'on-site': 1, withdrawn: 2 })
    expect((await all()).map(({ state }) => state)).toEqual([
      ...['withdrawn', 'withdrawn', 'queued', 'queued', 'queued', 'sending', 'queued'],
    ])
    expect((await all())[0]).toMatchObject({
      state_reason: 'The pupil is on site: there was a scan.',
      state_at: '2026-11-23T12:00:00.000Z',
    })
  })

  test('by a scan at a lesson too', async () => {
    const at = await ScanSchool.open()
    const all = await texts(at)
    const id = await lesson(at, '09:00', '10:00')
    await at.school.add('mark', { pupil_id: at.ada, date: MONDAY, lesson_id: id, code: 'O' })
    await at.scan('A', '09:05', { kind: 'lesson' })
    expect((await at.run()).counts).toEqual({ 'on-site': 1, withdrawn: 2 })
    expect((await all()).filter(({ state }) => state === 'withdrawn')).toHaveLength(2)
  })
})

describe('an identity', () => {
  test('that nobody has is unknown', async () => {
    const at = await ScanSchool.open()
    await at.scan('X', '08:30')
    expect(await at.done()).toEqual(['unknown-identity'])
  })

  test('counts from its first day to its last', async () => {
    const at = await ScanSchool.open()
    await at.identity(at.ada, 'old', { valid_from: FRIDAY, valid_to: FRIDAY })
    await at.identity(at.ada, 'new', { valid_from: '2026-11-24' })
    await at.scan('old', '2026-11-20 08:30')
    await at.scan('old', '08:30')
    await at.scan('new', '08:30')
    expect(await at.done()).toEqual(['marked /', 'unknown-identity', 'unknown-identity'])
  })

  test('that went to another pupil belongs to whoever had it on the day', async () => {
    const at = await ScanSchool.open()
    const ben = await at.pupil('Ben')
    await at.identity(at.ada, '77', { valid_to: FRIDAY })
    await at.identity(ben, '77', { valid_from: '2026-11-21' })
    await at.scan('77', `${FRIDAY} 08:30`)
    await at.scan('77', '08:30')
    expect(await at.done()).toEqual(['marked /', 'marked /'])
    expect(await at.marks()).toEqual(['2026-11-20 AM /'])
    expect(await at.marks(ben)).toEqual(['AM /'])
  })

  test('of two pupils on one day is nobody’s: never a guess', async () => {
    const at = await ScanSchool.open()
    const ben = await at.pupil('Ben')
    await at.identity(at.ada, '77')
    await at.identity(ben, '77', { valid_from: MONDAY, valid_to: MONDAY })
    await at.scan('77', '08:30')
    await at.scan('77', `${FRIDAY} 08:30`)
    expect(await at.done()).toEqual(['unknown-identity', 'marked /'])
  })

  test('of a pupil who is not on roll on the day makes no mark', async () => {
    const at = await ScanSchool.open()
    await at.pupil('Ben', { to: FRIDAY })
    await at.pupil('Cleo', { status: 'guest' })
    await at.pupil('Dan', null)
    await at.scan('B', `${FRIDAY} 08:30`)
    for (const card of ['B', 'C', 'D']) await at.scan(card, '08:30')
    expect(await at.done()).toEqual(['marked /', 'not-on-roll', 'not-on-roll', 'not-on-roll'])
  })
})

describe('a fingerprint', () => {
  async function finger(...consents: [given: string, withdrawn?: string][]) {
    const at = await ScanSchool.open()
    await at.identity(at.ada, 'finger', { kind: 'fingerprint' })
    await at.consent(at.ada, '2020-09-01', null, 'Photographs')
    await at.school.add('consent_type', { name: 'biometric data ' })
    for (const [given, withdrawn] of consents)
      await at.consent(at.ada, given, withdrawn ?? null, 'biometric data ')
    await at.scan('finger', '08:30')
    return (await at.done())[0]
  }

  test('makes a mark with the consent of that day', async () => {
    expect(await finger(['2020-09-01'])).toBe('marked /')
    expect(await finger([MONDAY])).toBe('marked /')
    expect(await finger(['2020-09-01', '2026-11-24'])).toBe('marked /')
  })

  test('makes none without, or before it was given, or from the day on which it was withdrawn', async () => {
    expect(await finger()).toBe('no-consent')
    expect(await finger(['2026-11-24'])).toBe('no-consent')
    expect(await finger(['2020-09-01', MONDAY])).toBe('no-consent')
    expect(await finger([MONDAY, MONDAY])).toBe('no-consent')
  })

  test('makes none once one parent has withdrawn, though the other consents, until it is given again', async () => {
    expect(await finger(['2020-09-01'], ['2020-09-01', '2026-11-20'])).toBe('no-consent')
    expect(await finger(['2026-11-20'], ['2020-09-01', '2026-11-20'])).toBe('marked /')
  })

  test('is taken for one where a card of the pupil has the same number', async () => {
    const at = await ScanSchool.open()
    await at.identity(at.ada, 'A', { kind: 'fingerprint' })
    await at.school.add('consent_type', { name: 'Biometric data' })
    await at.scan('A', '08:30')
    expect(await at.done()).toEqual(['no-consent'])
  })

  test('makes none in a school without that kind of consent, and the run says so', async () => {
    const at = await ScanSchool.open()
    await at.identity(at.ada, 'finger', { kind: 'fingerprint' })
    await at.scan('finger', '08:30')
    await at.scan('A', '08:35')
    expect(await at.run()).toMatchObject({
      outcome: 'partial',
      message:
        'There is no kind of consent called Biometric data: no fingerprint makes a mark. Its name is set by consent.',
      counts: { 'no-consent': 1, marked: 1 },
    })
  })

  test('needs the kind of consent that the config names', async () => {
    const at = await ScanSchool.open({ settings: `${REGISTERS}\nconsent: Fingers` })
    await at.identity(at.ada, 'finger', { kind: 'fingerprint' })
    await at.consent(at.ada, '2020-09-01', null, 'Fingers')
    await at.scan('finger', '08:30')
    expect(await at.done()).toEqual(['marked /'])
  })
})

describe('a reader', () => {
  test('that sends the events of days ago marks those days, as far as their marks are missing', async () => {
    const at = await ScanSchool.open()
    await at.mark(at.ada, 'I', 'PM', FRIDAY)
    await at.scan('A', `${FRIDAY} 08:35`)
    await at.scan('A', `${FRIDAY} 13:35`)
    expect(await at.done()).toEqual(['marked /', 'on-site'])
    expect((await at.marks()).sort()).toEqual(['2026-11-20 AM /', '2026-11-20 PM I'])
  })

  test('that sends those of longer ago is too late: they stay as they are', async () => {
    const at = await ScanSchool.open()
    await at.scan('A', '2026-11-19 23:59')
    expect(await at.counts()).toEqual({})
    expect(await at.outcomes()).toEqual([])
  })

  test('whose clock is ahead is put right', async () => {
    const at = await ScanSchool.open({ settings: `${REGISTERS}\nclocks: [{ device: GATE, ahead: 4m }]` })
    await at.scan('A', '08:43')
    expect(await at.done()).toEqual(['marked /'])
    expect(await at.school.rows(own('scan_outcome'))).toMatchObject([{ at: instant('08:39') }])
  })

  test('whose clock is behind is put right, and no other', async () => {
    const at = await ScanSchool.open({ settings: `${REGISTERS}\nclocks: [{ device: GATE, behind: 1h }]` })
    await at.pupil('Ben')
    await at.scan('A', '07:45')
    await at.scan('B', '07:45', { device: 'BACK' })
    expect(await at.done()).toEqual(['late L', 'marked /'])
  })

  test('a scan of its own tomorrow may be of today, and one of days ago of too long ago', async () => {
    const at = await ScanSchool.open({ settings: `${REGISTERS}\nclocks: [{ device: GATE, ahead: 24h }]` })
    await at.scan('A', '2026-11-24 08:30')
    await at.scan('A', '2026-11-20 08:30')
    expect(await at.done()).toEqual(['marked /'])
  })

  test('whose scans are of the future is named, and they wait', async () => {
    const at = await ScanSchool.open({ now: `${MONDAY} 08:30` })
    await at.pupil('Ben')
    await at.scan('A', '08:31')
    await at.scan('B', '08:36')
    expect(await at.run()).toMatchObject({
      outcome: 'succeeded',
      message: 'The clock of reader GATE is ahead: 1 scan dated up to 6 minutes from now wait until then.',
    })
    expect(await at.outcomes()).toEqual(['marked /'])
    at.school.at(`${MONDAY} 08:36`)
    expect(await at.done()).toEqual(['marked /', 'marked /'])
  })

  test('that writes a time that nobody can read is named, and makes no mark by a guess', async ({ skip }) => {
    skip(SERVER !== undefined, 'only of an embedded database: a server keeps no text for a time')
    const at = await ScanSchool.open()
    await at.scan('A', '08:30', { at: '2026-11-23T08:30:00' })
    await at.scan('A', '08:50')
    expect(await at.run()).toEqual({
      outcome: 'partial',
      message: '1 scan of reader GATE left aside: their time is not written as 2026-11-23T08:30:00.000Z.',
      counts: { late: 1, added: 1 },
    })
  })

  test('that is far ahead makes the run partial, so that somebody is told', async () => {
    const at = await ScanSchool.open()
    await at.scan('A', '2026-11-24 08:31')
    expect((await at.run()).outcome).toBe('partial')
  })
})

describe('scans of another database', () => {
  const elsewhere = `${REGISTERS}\ndatabase: { type: sqlite, file: scans/readers.db }`

  test('make the same marks, and nothing is written there', async () => {
    const at = await ScanSchool.open({ settings: elsewhere })
    const other = await at.scansElsewhere()
    await other('A', '08:50')
    await other('A', `${FRIDAY} 08:35`)
    const before = await at.elsewhere()
    expect(await at.counts()).toEqual({ marked: 1, late: 1, added: 2 })
    await other('A', '08:35')
    expect(await at.counts()).toEqual({ marked: 1, filled: 1 })
    expect(await at.counts()).toEqual({})
    expect(await at.elsewhere()).toEqual([...before, expect.objectContaining({ event_id: 'e3' })])
  })

  test('whose numbers differ in capitals only are two, and so are those of two readers', async () => {
    const at = await ScanSchool.open({ settings: elsewhere })
    for (const name of ['Ben', 'Cai']) await at.pupil(name)
    const other = await at.scansElsewhere()
    await other('A', '08:35', { event_id: 'e1' })
    await other('B', '08:50', { event_id: 'E1' })
    await other('C', '08:51', { event_id: 'e1', device: 'gate' })
    expect(await at.counts()).toEqual({ marked: 1, late: 2, added: 3 })
    expect(await at.counts()).toEqual({})
  })

  test('that were put right before are not taken for new ones once the clock is right', async () => {
    const at = await ScanSchool.open({
      settings: `${elsewhere}\nclocks: [{ device: GATE, ahead: 20m }]`,
      now: '2026-11-22 12:00',
    })
    const other = await at.scansElsewhere()
    await other('A', `${FRIDAY} 00:10`)
    await at.run()
    expect(await at.school.rows(own('scan_outcome'))).toMatchObject([{ date: '2026-11-19' }])
    at.configure(elsewhere)
    at.school.at(`${MONDAY} 12:00`)
    expect(await at.counts()).toEqual({})
  })

  test('that is not there fails the run, with advice', async () => {
    const at = await ScanSchool.open({ settings: elsewhere })
    const { code, out } = await at.school.run('pupil-scan')
    expect(code).toBe(1)
    expect(out).toContain('readers.db')
  })
})

describe('the schedule', () => {
  test.each([
    ['the school’s database', REGISTERS],
    ['a database of their own', `${REGISTERS}\ndatabase: { type: sqlite, file: scans/readers.db }`],
  ])('leaves the job alone unless a scan waits, with the scans in %s', async (_, settings) => {
    const at = await ScanSchool.open({ settings, now: `${MONDAY} 08:00` })
    const scan = settings === REGISTERS ? at.scan.bind(at) : await at.scansElsewhere()
    await at.school.tick()
    await at.school.tick(`${MONDAY} 08:01`)
    const runs = async () =>
      (await at.school.runs('pupil-scan')).map(({ state, counts }) => [state, JSON.parse(counts!).marked])
    expect(await runs()).toEqual([])
    await scan('A', '08:04')
    await at.school.tick(`${MONDAY} 08:02`)
    expect(await runs()).toEqual([])
    await at.school.tick(`${MONDAY} 08:04`)
    expect(await runs()).toEqual([['succeeded', 1]])
    await at.school.tick(`${MONDAY} 08:05`)
    expect(await runs()).toHaveLength(1)
    // Sent days late.
    await scan('A', `${FRIDAY} 08:04`)
    await at.school.tick(`${MONDAY} 08:06`)
    expect(await runs()).toHaveLength(2)
  })

  test('asks with one statement whether a scan waits', async () => {
    const at = await ScanSchool.open({ now: `${MONDAY} 08:00` })
    await at.school.tick()
    const sent: string[] = []
    at.school.world = { onStatement: (sql) => sent.push(sql) }
    await at.school.tick(`${MONDAY} 08:01`)
    expect(sent.filter((sql) => /`scan`|scan_outcome/.test(sql))).toHaveLength(1)
  })

  test('finds the scans of a reader whose clock is put right', async () => {
    const at = await ScanSchool.open({
      settings: `${REGISTERS}\nclocks: [{ device: GATE, ahead: 10m }]`,
      now: `${MONDAY} 08:00`,
    })
    await at.school.tick()
    await at.scan('A', '08:11')
    await at.school.tick(`${MONDAY} 08:01`)
    expect(await at.outcomes()).toEqual(['marked /'])
  })
})

describe('when the clocks change', () => {
  test('registration is by the clock on the wall, before and after', async () => {
    const at = await ScanSchool.open({ now: '2026-10-26 12:00' })
    await at.scan('A', '2026-10-23 08:39')
    await at.scan('A', '2026-10-26 08:39')
    expect(await at.school.rows('scan')).toMatchObject([
      { at: '2026-10-23T07:39:00.000Z' },
      { at: '2026-10-26T08:39:00.000Z' },
    ])
    expect(await at.done()).toEqual(['marked /', 'marked /'])
  })

  test('on the very day too', async () => {
    // In Cairo midnight of that Friday does not exist: the day has 23 hours.
    const at = await ScanSchool.open({ now: '2026-04-24 12:00', zone: 'Africa/Cairo' })
    await at.school.add('session', { date: '2026-04-24', part: 'AM' })
    const [inTime, late] = ['2026-04-24T05:39:59.999Z', '2026-04-24T05:40:00.000Z']
    await at.pupil('Ben')
    await at.scan('A', '08:30', { at: inTime })
    await at.scan('B', '08:30', { at: late })
    expect(await at.done()).toEqual(['marked /', 'late L'])
  })
})
