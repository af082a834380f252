import fc from 'fast-check'
import { expect, test } from 'vitest'
import { own } from '../../src/db/migrations/index.ts'
import { SERVER } from '../database.ts'
import { at } from '../school.ts'
import { FRIDAY, MONDAY, ScanSchool } from './school.ts'

/**
 * Random scans in random batches against what the rules say in plain words, worked out from the whole list at once
 * and without a line of the job's.
 */
const DATES = [FRIDAY, MONDAY]
const PUPILS = [1, 2, 3, 4]
const NOW = at(`${MONDAY} 16:00`)

const span = fc.constantFrom<[string, string | null]>(
  ['2020-09-01', null],
  ['2020-09-01', null],
  ['2020-09-01', FRIDAY],
  [MONDAY, null],
)
const identity = fc.constantFrom('a', 'b', 'c', 'd')
const minute = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 8 * 60 + 30, max: 9 * 60 + 15 }) },
  { weight: 2, arbitrary: fc.integer({ min: 13 * 60 + 30, max: 14 * 60 + 15 }) },
  { weight: 1, arbitrary: fc.integer({ min: 5, max: 16 * 60 + 30 }) },
)

/** Everybody has a card; more cards and fingers may be the same as these, or another pupil's. */
const CARDS = PUPILS.map((pupil, at) => ({
  pupil,
  identity: 'abcd'[at]!,
  kind: 'card' as const,
  span: ['2020-09-01', null] as [string, string | null],
}))

const facts = fc.record({
  identities: fc.array(
    fc.record({
      pupil: fc.constantFrom(...PUPILS),
      identity,
      kind: fc.constantFrom('card' as const, 'card' as const, 'fingerprint' as const),
      span,
    }),
    { maxLength: 2 },
  ),
  consents: fc.array(
    fc.record({
      pupil: fc.constantFrom(...PUPILS),
      given: fc.constantFrom('2020-09-01', MONDAY),
      withdrawn: fc.constantFrom(null, null, FRIDAY, MONDAY),
    }),
    { maxLength: 5 },
  ),
  left: fc.subarray(PUPILS, { maxLength: 1 }),
  marks: fc.array(
    fc.record({
      pupil: fc.constantFrom(...PUPILS),
      date: fc.constantFrom(...DATES),
      part: fc.constantFrom('AM', 'PM'),
      code: fc.constantFrom('-', '-', '-', 'N', 'I', '/', 'L', 'U', 'B'),
    }),
    { maxLength: 10 },
  ),
  scans: fc.array(
    fc.record({
      device: fc.constantFrom('GATE', 'FAST'),
      identity: fc.oneof({ weight: 9, arbitrary: identity }, { weight: 1, arbitrary: fc.constant('x') }),
      date: fc.constantFrom(...DATES),
      minute,
      second: fc.constantFrom(0, 0, 1, 59),
      kind: fc.constantFrom('session', 'session', 'session', 'session', 'lesson', 'sign-in', 'sign-out'),
      batch: fc.integer({ min: 0, max: 2 }),
    }),
    { minLength: 1, maxLength: 30, size: 'max' },
  ),
  replaceN: fc.boolean(),
  afterClosing: fc.boolean(),
})
const world = facts.map((one) => ({ ...one, identities: [...CARDS, ...one.identities] }))
type World = typeof world extends fc.Arbitrary<infer W> ? W : never

/** The clock of FAST is three minutes ahead, and the config says so. */
const AHEAD = 3 * 60_000
const WINDOWS = [
  { part: 'AM', opens: '07:30', starts: '08:40', closes: '09:10', code: '/' },
  { part: 'PM', opens: '13:00', starts: '13:40', closes: '14:10', code: '\\' },
]
const ABSENT = ['N', 'I', 'B']

/** What the register and the record must hold in the end. */
function expected({ identities, consents, left, marks, scans: all, replaceN, afterClosing }: World) {
  const register = new Map<string, { code: string; late: number | null; byScan: boolean }>()
  for (const { pupil, date, part, code } of marks) {
    const key = `${pupil} ${date} ${part}`
    if (!register.has(key)) register.set(key, { code, late: null, byScan: false })
  }
  const outcomes = new Map<string, string>()
  for (const batch of [0, 1, 2]) {
    const scans = all
      .map((scan, event) => ({ ...scan, event, at: timeOf(scan) - (scan.device === 'FAST' ? AHEAD : 0) }))
      .filter((scan) => scan.batch === batch && scan.at <= NOW + 60_000)
    scans.sort((a, b) => a.at - b.at || compare(a.device, b.device) || compare(`e${a.event}`, `e${b.event}`))
    for (const scan of scans) outcomes.set(`e${scan.event}`, become(scan))
  }
  return { register, outcomes }

  function become(scan: { identity: string; kind: string; at: number; date: string }): string {
    const { date } = scan
    const owners = identities.filter(
      ({ identity, span: [from, to] }) => identity === scan.identity && from <= date && (to ?? '9') >= date,
    )
    const pupil = owners[0]?.pupil
    if (pupil === undefined || owners.some((owner) => owner.pupil !== pupil)) return 'unknown-identity'
    if (owners.some(({ kind }) => kind === 'fingerprint') && !consented(pupil, date)) return 'no-consent'
    if (left.includes(pupil) && date > FRIDAY) return 'not-on-roll'
    if (scan.kind === 'sign-out') return 'noted'
    if (scan.kind === 'lesson') return 'no-lesson'
    const isSignIn = scan.kind === 'sign-in'
    const window = WINDOWS.filter(({ opens }) => at(`${date} ${opens}`) <= scan.at).at(-1)
    if (!window) return isSignIn ? 'noted' : 'too-early'
    const key = `${pupil} ${date} ${window.part}`
    const there = register.get(key)
    const absent = there !== undefined && !there.byScan && ABSENT.includes(there.code)
    if (isSignIn) return absent ? 'on-site' : 'noted'
    const starts = at(`${date} ${window.starts}`)
    const late = Math.max(1, Math.floor((scan.at - starts) / 60_000))
    const says =
      scan.at < starts
        ? { code: window.code, late: null }
        : scan.at <= at(`${date} ${window.closes}`)
          ? { code: 'L', late }
          : afterClosing
            ? { code: 'U', late }
            : undefined
    const isFree = !there || there.code === '-' || (replaceN && there.code === 'N' && !there.byScan)
    const isBetter = says && there?.byScan && grade(says) < grade(there)
    if (says && (isFree || isBetter)) {
      register.set(key, { ...says, byScan: true })
      return says.late === null ? 'marked' : 'late'
    }
    if (!there || there.code === '-') return 'too-late'
    if (there.byScan) return 'duplicate'
    return absent ? 'on-site' : 'already-marked'
  }

  function consented(pupil: number, date: string): boolean {
    const theirs = consents.filter((consent) => consent.pupil === pupil)
    const ended = theirs.filter(({ withdrawn }) => withdrawn !== null && withdrawn <= date)
    return theirs.some(
      (one) =>
        one.given <= date && !ended.includes(one) && ended.every(({ withdrawn }) => withdrawn! <= one.given),
    )
  }
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
const grade = ({ code, late }: { code: string; late: number | null }) =>
  (code === 'U' ? 10_000 : 0) + (late ?? -1)
const clock = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
const timeOf = ({ date, minute, second }: World['scans'][number]) =>
  at(`${date} ${clock(minute)}`) + second * 1000

async function happened(given: World) {
  const { identities, consents, left, marks, scans, replaceN, afterClosing } = given
  const settings = [
    'registers:',
    ...WINDOWS.map(
      ({ part, opens, starts }) => `  - { part: ${part}, opens: '${opens}', starts: '${starts}' }`,
    ),
    `replaceN: ${replaceN}`,
    'clocks: [{ device: FAST, ahead: 3m }]',
    ...(afterClosing ? ['afterClosing: U'] : []),
  ].join('\n')
  const { school } = await ScanSchool.open({ settings, now: `${MONDAY} 16:00`, empty: true })
  const session = new Map(
    (await school.rows('session')).map(({ id, date, part }) => [`${date} ${part}`, Number(id)]),
  )
  const seen = new Set<string>()
  await school.with(async (db) => {
    const bulk = (table: string, rows: Record<string, string | number | null>[]) =>
      rows.length === 0
        ? undefined
        : db.bulkInsert(
            table,
            Object.keys(rows[0]!),
            rows.map((row) => Object.values(row)),
          )
    await bulk(
      'pupil',
      PUPILS.map((id) => ({
        id,
        admission_number: `${id}`,
        surname: 'Test',
        forename: `P${id}`,
        date_of_birth: '2012-05-01',
      })),
    )
    await bulk(
      'school_history',
      PUPILS.map((pupil_id) => ({
        pupil_id,
        start_date: '2020-09-01',
        end_date: left.includes(pupil_id) ? FRIDAY : null,
        enrolment_status: 'single',
      })),
    )
    await bulk(
      'pupil_identity',
      identities.map(({ pupil, identity, kind, span: [from, to] }) => ({
        pupil_id: pupil,
        kind,
        identity,
        valid_from: from,
        valid_to: to,
      })),
    )
    await bulk('consent_type', [{ id: 1, name: 'Biometric data' }])
    await bulk(
      'pupil_consent',
      consents.map(({ pupil, given: on, withdrawn }) => ({
        pupil_id: pupil,
        consent_type_id: 1,
        given_on: on,
        withdrawn_on: withdrawn,
      })),
    )
    const firstMarks = marks.filter(
      ({ pupil, date, part }) =>
        !seen.has(`${pupil} ${date} ${part}`) && seen.add(`${pupil} ${date} ${part}`),
    )
    await bulk(
      'mark',
      firstMarks.map(({ pupil, date, part, code }) => ({
        pupil_id: pupil,
        date,
        session_id: session.get(`${date} ${part}`)!,
        code,
      })),
    )
  })
  const counted: Record<string, number> = {}
  for (const batch of [0, 1, 2]) {
    await school.with(async (db) => {
      for (const [event, scan] of scans.entries())
        if (scan.batch === batch)
          await db.insert('scan', {
            device: scan.device,
            event_id: `e${event}`,
            identity: scan.identity,
            at: new Date(timeOf(scan)).toISOString(),
            kind: scan.kind,
          })
    })
    const said = JSON.parse((await school.run('pupil-scan', '--json')).out)
    for (const [count, n] of Object.entries(said.counts as Record<string, number>))
      counted[count] = (counted[count] ?? 0) + n
  }
  const names = new Map([...session].map(([name, id]) => [id, name]))
  const marksNow = await school.rows('mark')
  const owners = new Map((await school.rows('mark_owner')).map(({ mark_id, source }) => [mark_id, source]))
  const records = await school.rows(own('scan_outcome'))
  return { marksNow, names, owners, records, counted }
}

test('random scans, marks, identities and consents come to what the rules say', async () => {
  await fc.assert(
    fc.asyncProperty(world, async (given) => {
      const { register, outcomes } = expected(given)
      const { marksNow, names, owners, records, counted } = await happened(given)
      const keys = marksNow.map(({ pupil_id, session_id }) => `${pupil_id} ${names.get(Number(session_id))}`)
      expect(new Set(keys).size).toBe(keys.length)
      const found = marksNow.map(({ id, code, minutes_late }, n) => [
        keys[n],
        { code, late: minutes_late, byScan: owners.get(id!) === 'scan' },
      ])
      expect(Object.fromEntries(found)).toEqual(Object.fromEntries(register))
      expect(Object.fromEntries(records.map(({ event_id, outcome }) => [event_id, outcome]))).toEqual(
        Object.fromEntries(outcomes),
      )
      expect(records.every(({ mark_id }) => mark_id === null || Number(mark_id) > 0)).toBe(true)
      const tally: Record<string, number> = {}
      for (const outcome of outcomes.values()) tally[outcome] = (tally[outcome] ?? 0) + 1
      expect(counted).toMatchObject(tally)
    }),
    { seed: 4, numRuns: SERVER ? 15 : 100 },
  )
}, 600_000)
