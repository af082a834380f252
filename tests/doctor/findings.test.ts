import { describe, expect, test } from 'vitest'
import { type Check, ok, type Patient } from '../../src/doctor/check.ts'
import { untilFinding } from '../../src/doctor/checks/certificates.ts'
import { diskFinding } from '../../src/doctor/checks/disk.ts'
import { nodeFinding } from '../../src/doctor/checks/node.ts'
import { creditFinding } from '../../src/doctor/checks/sms.ts'
import { examine } from '../../src/doctor/examine.ts'
import { UserError } from '../../src/exit.ts'

const NOW = Date.parse('2026-11-23T12:00Z')
const GB = 1_000_000_000

test.each([
  ['18.19.0', 'failed'],
  ['20.20.2', 'warning'],
  ['22.5.0', 'ok'],
  ['23.1.0', 'warning'],
  ['24.0.0', 'ok'],
  ['26.0.0', 'ok'],
])('Node.js %s is %s in November 2026', (version, state) => {
  expect(nodeFinding(version, NOW).state).toBe(state)
})

test.each([
  [
    0.05 * GB,
    'failed',
    'Only 50 MB of 500.0 GB free at /data (database): soon nothing can be written any more.',
  ],
  [0.5 * GB, 'warning', 'Only 500 MB of 500.0 GB free at /data (database).'],
  [12.34 * GB, 'ok', '12.3 GB of 500.0 GB free at /data (database).'],
])('with %d bytes free a disk is %s', (free, state, what) => {
  expect(diskFinding('database', '/data', free, 500 * GB)).toMatchObject({ state, what })
})

test.each([
  ['412 texts', 'ok'],
  ['12 texts', 'warning'],
  ['0 texts', 'failed'],
  ['41.2 GBP', 'ok'],
  ['3.5 GBP', 'warning'],
  ['-0.4 GBP', 'failed'],
])('with %s left it is %s', (credit, state) => {
  expect(creditFinding('twilio', credit).state).toBe(state)
})

test.each([
  [-1, ['failed']],
  [20, ['warning']],
  [22, []],
])('of a certificate that is good for %d days it says %j', (days, states) => {
  expect(untilFinding('mail', NOW + days * 86_400_000, NOW).map(({ state }) => state)).toEqual(states)
})

describe('whatever becomes of one check', () => {
  const patient = {} as Patient
  const never = async (): Promise<never> => {
    throw new Error('There is no database here.')
  }
  const check = (name: string, look: () => Promise<ReturnType<typeof ok>[]>): Check => ({
    ...{ name, about: name, patience: 50, look },
  })

  test('the others are told: one that is silent, one that breaks, one that gives advice', async () => {
    const done: string[] = []
    const found = await examine(
      [
        check('silent', () => new Promise(() => {})),
        check('broken', async () => {
          throw new TypeError('cannot read')
        }),
        check('advice', async () => {
          throw new UserError('Set the key.')
        }),
        check('fine', async () => [ok('Fine.')]),
      ],
      patient,
      never,
      (name) => done.push(name),
    )
    expect(found.map(({ check, findings: [first] }) => [check, first?.state, first?.what])).toEqual([
      ['silent', 'failed', 'There was no answer in 0.05 s.'],
      ['broken', 'failed', 'It could not be looked at: cannot read'],
      ['advice', 'failed', 'Set the key.'],
      ['fine', 'ok', 'Fine.'],
    ])
    expect(done.sort()).toEqual(['advice', 'broken', 'fine', 'silent'])
  })

  test('they are looked at side by side', async () => {
    let waiting = 0
    let together: () => void = () => {}
    const all = new Promise<void>((resolve) => {
      together = resolve
    })
    const meet = async () => {
      waiting += 1
      if (waiting === 2) together()
      await all
      return [ok('Met.')]
    }
    const found = await examine([check('one', meet), check('two', meet)], patient, never, () => {})
    expect(found.map(({ findings: [first] }) => first?.what)).toEqual(['Met.', 'Met.'])
  })
})
