import { expect, test } from 'vitest'
import { FRIDAY, ScanSchool } from '../scan/school.ts'
import { TestSchool } from '../school.ts'

/** Ada was marked, Ben came too late, and somebody had a card that is nobody's. */
async function arranged(): Promise<ScanSchool> {
  const at = await ScanSchool.open()
  await at.mark(at.ada, '-')
  await at.pupil('Ben')
  await at.scan('A', '08:30')
  await at.scan('A', '08:31')
  await at.scan('B', '09:30')
  await at.scan('X', '09:45')
  await at.scan('A', `${FRIDAY} 08:50`)
  await at.run()
  return at
}

const outcomes = async ({ school }: ScanSchool, ...flags: string[]) => {
  const { code, out, err } = await school.run('pupil-scan', 'outcomes', ...flags)
  expect({ code, err }).toEqual({ code: 0, err: '' })
  return out
}

test('outcomes counts the scans of today, and lists those to look at, newest first', async () => {
  expect(await outcomes(await arranged())).toBe(`The scans of Monday 23 November 2026
        1  marked            scans that marked a pupil present
        1  duplicate         further scans for a mark that a scan had made
        1  too-late          scans after registration had closed
        1  unknown-identity  scans of a card or finger that is nobody’s, or not one pupil’s alone

  At     Reader  Scan  Kind     Outcome           Pupil  Mark
  09:45  GATE    e4    session  unknown-identity
  09:30  GATE    e3    session  too-late          2
`)
})

test('outcomes lists those of one outcome, one pupil, one day', async () => {
  const at = await arranged()
  expect(await outcomes(at, '--outcome', 'marked')).toMatch(
    /08:30 {2}GATE {4}e1 {4}session {2}marked {3}1 {6}- → \/\n$/,
  )
  expect(await outcomes(at, '--pupil', '2')).toContain('The scans of pupil 2 of Monday')
  expect(await outcomes(at, '--pupil', '1', '--outcome', 'too-late')).not.toContain('GATE')
  const friday = await outcomes(at, '--date', FRIDAY, '--outcome', 'late')
  expect(friday).toMatch(/08:50 {2}GATE {4}e5 {4}session {2}late {5}1 {6}→ L\n$/)
  expect(await outcomes(at, '--date', '2026-11-19')).toBe(
    'Of Thursday 19 November 2026 no scan has an outcome.\n',
  )
})

test('outcomes lists as many as asked for, and says how many there are', async () => {
  const said = await outcomes(await arranged(), '--count', '1')
  expect(said).toContain('09:45')
  expect(said).not.toContain('09:30')
  expect(said).toMatch(/and 1 more: --count 2 shows them all\n$/)
})

test('outcomes as JSON has all of the day, and no names', async () => {
  const at = await arranged()
  const said = await outcomes(at, '--json')
  const { date, counts, outcomes: list } = JSON.parse(said)
  expect(date).toBe('2026-11-23')
  expect(counts).toEqual({ marked: 1, duplicate: 1, 'too-late': 1, 'unknown-identity': 1 })
  expect(list.map(({ scan }: { scan: string }) => scan)).toEqual(['e4', 'e3', 'e2', 'e1'])
  expect(list[3]).toEqual({
    ...{ device: 'GATE', scan: 'e1', at: '2026-11-23T08:30:00.000Z', kind: 'session', outcome: 'marked' },
    ...{ pupil: 1, mark: 1, code: '/', oldCode: '-', decidedAt: '2026-11-23T12:00:00.000Z' },
  })
  expect(said).not.toContain('Ada')
})

test.each([
  ['--date', 'yesterday', '--date takes a date such as 2026-11-23; "yesterday" is none.'],
  ['--pupil', 'Ada', '--pupil takes the number of a pupil; "Ada" is none.'],
])('outcomes %s %s is refused', async (flag, value, message) => {
  const { school } = await ScanSchool.open()
  const { code, err } = await school.run('pupil-scan', 'outcomes', flag, value)
  expect({ code, err }).toEqual({ code: 2, err: `${message}\n` })
})

test('by hand, without its registers in the config, the job says where to set them', async () => {
  const school = await TestSchool.open('  refresh-all-years:')
  const { code, err } = await school.run('pupil-scan')
  expect({ code, err }).toEqual({
    code: 2,
    err: 'registers has to be set in the config, below pupil-scan. docs/jobs.md says how.\n',
  })
})
