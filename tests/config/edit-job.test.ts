import { describe, expect, test } from 'vitest'
import { withJobKey, withoutJobKey } from '../../src/config/edit-job.ts'

const file = (jobs: string) => `# Ours\nschool: { name: A } # yes\n\njobs:\n${jobs}`
const set = (jobs: string, id: string, path: string, value: unknown) =>
  withJobKey(file(jobs), id, path.split('.'), value)?.slice(file('').length)
const unset = (jobs: string, id: string, path: string) =>
  withoutJobKey(file(jobs), id, path.split('.'))?.slice(file('').length)

const NOTICES = `  # Why we have it
  notices:
    job: clear-expired-notices # its name
    at: '00:30'   # after midnight
    # days of ours
    cycle:
      - mon
      - tue
    guard:
      percent: 5 # not more
  # the next one
  sms: {}
`

describe('a key that is there', () => {
  test('has another value, and everything else stays', () => {
    expect(set(NOTICES, 'notices', 'at', '23:45')).toBe(NOTICES.replace("'00:30'", "'23:45'"))
    expect(set(NOTICES, 'notices', 'at', ['07:00', '12:00'])).toBe(
      NOTICES.replace("'00:30'", "['07:00', '12:00']"),
    )
  })

  test('may have stood on several lines', () => {
    expect(set(NOTICES, 'notices', 'cycle', 'weekdays')).toBe(
      NOTICES.replace('cycle:\n      - mon\n      - tue\n', 'cycle: weekdays\n'),
    )
  })

  test('may be within another', () => {
    expect(set(NOTICES, 'notices', 'guard.percent', 7)).toBe(NOTICES.replace('percent: 5', 'percent: 7'))
    expect(set(NOTICES, 'notices', 'guard.atLeast', 7)).toBe(
      NOTICES.replace('5 # not more\n', '5 # not more\n      atLeast: 7\n'),
    )
  })

  test('may have had nothing behind it', () => {
    expect(set('  notices:\n    at:\n    after: x\n', 'notices', 'at', '01:00')).toBe(
      "  notices:\n    at: '01:00'\n    after: x\n",
    )
    expect(set('  notices:\n    at: # later\n', 'notices', 'at', '02:00')).toBe(
      "  notices:\n    at: '02:00' # later\n",
    )
  })

  test('may be in braces, in quotes, or a text of several lines', () => {
    expect(set("  sms: { at: '00:30', after: x }\n", 'sms', 'at', '02:00')).toBe(
      "  sms: { at: '02:00', after: x }\n",
    )
    expect(set('  sms:\n    "at": "00:30"\n', 'sms', 'at', '02:00')).toBe('  sms:\n    "at": \'02:00\'\n')
    expect(set('  sms:\n    subject: |\n      One\n    at: x\n', 'sms', 'subject', 'Two')).toBe(
      '  sms:\n    subject: Two\n    at: x\n',
    )
  })

  test('with a comment in its value is left alone', () => {
    expect(
      set('  sms:\n    cycle:\n      - mon # why\n      - tue\n', 'sms', 'cycle', 'weekdays'),
    ).toBeUndefined()
    expect(set('  sms:\n    cycle: # why\n      - mon\n', 'sms', 'cycle', 'weekdays')).toBeUndefined()
  })
})

describe('a key that is not there', () => {
  test('comes last in its job', () => {
    expect(set(NOTICES, 'notices', 'timeout', '1h')).toBe(
      NOTICES.replace('# not more\n', '# not more\n    timeout: 1h\n'),
    )
  })

  test('makes room for itself in a job without keys, in braces or not', () => {
    expect(set('  sms:\n  notices:\n', 'sms', 'timeout', '1h')).toBe('  sms:\n    timeout: 1h\n  notices:\n')
    expect(set('  sms: # all\n', 'sms', 'timeout', '1h')).toBe('  sms: # all\n    timeout: 1h\n')
    expect(set(NOTICES, 'sms', 'timeout', '1h')).toBe(NOTICES.replace('{}', '{ timeout: 1h }'))
    expect(set("  sms: { at: '01:00' }\n", 'sms', 'timeout', '1h')).toBe(
      "  sms: { at: '01:00', timeout: 1h }\n",
    )
    expect(set('  sms: ~\n', 'sms', 'timeout', '1h')).toBe('  sms: { timeout: 1h }\n')
  })

  test('brings the group that it is in', () => {
    expect(set('  sms:\n    timeout: 1h\n', 'sms', 'guard.percent', 3)).toBe(
      '  sms:\n    timeout: 1h\n    guard: { percent: 3 }\n',
    )
  })

  test('at the end of a file without a last line break', () => {
    expect(set('  sms:\n    timeout: 1h', 'sms', 'days', 'all')).toBe(
      '  sms:\n    timeout: 1h\n    days: all',
    )
  })

  test('has the line ends of the file', () => {
    const crlf = file(NOTICES).replaceAll('\n', '\r\n')
    const next = withJobKey(crlf, 'notices', ['timeout'], '1h')!
    expect(next.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
    expect(next.replaceAll('\r\n', '\n')).toBe(withJobKey(file(NOTICES), 'notices', ['timeout'], '1h'))
  })
})

describe('a key that goes', () => {
  test('takes its line with it, and nothing else', () => {
    expect(unset(NOTICES, 'notices', 'at')).toBe(NOTICES.replace(/ {4}at: .*\n/, ''))
    expect(unset(NOTICES, 'notices', 'cycle')).toBe(NOTICES.replace(/ {4}cycle:\n.*\n.*\n/, ''))
    expect(unset(NOTICES, 'notices', 'guard')).toBe(NOTICES.replace(/ {4}guard:\n.*\n/, ''))
  })

  test('may be the last one', () => {
    expect(unset('  sms:\n    timeout: 1h\n  notices:\n', 'sms', 'timeout')).toBe('  sms:\n  notices:\n')
    expect(unset('  sms:\n    timeout: 1h', 'sms', 'timeout')).toBe('  sms:')
    expect(unset('  sms: { timeout: 1h }\n', 'sms', 'timeout')).toMatch(/^ {2}sms: \{ +\}\n$/)
  })

  test('in braces takes a comma with it', () => {
    const jobs = "  sms: { at: '01:00', timeout: 1h, days: all }\n"
    expect(unset(jobs, 'sms', 'at')).toBe('  sms: { timeout: 1h, days: all }\n')
    expect(unset(jobs, 'sms', 'timeout')).toBe("  sms: { at: '01:00', days: all }\n")
    expect(unset(jobs, 'sms', 'days')).toBe("  sms: { at: '01:00', timeout: 1h }\n")
  })
})

describe('what others share is left alone', () => {
  const SHARED = `  first: &usual
    timeout: 1h
    at: &time '01:00'
  second: *usual
  third:
    <<: *usual
    days: all
    at: *time
`
  test('a value with a name that others use', () => {
    expect(set(SHARED, 'first', 'timeout', '2h')).toBeUndefined()
    expect(set(SHARED, 'first', 'at', '02:00')).toBeUndefined()
    expect(unset(SHARED, 'first', 'timeout')).toBeUndefined()
    expect(set(SHARED, 'first', 'days', 'all')).toBeUndefined()
  })

  test('a job that is another one’s, and a value that is', () => {
    expect(set(SHARED, 'second', 'timeout', '2h')).toBeUndefined()
    expect(set(SHARED, 'third', 'at', '02:00')).toBeUndefined()
    expect(unset(SHARED, 'third', 'timeout')).toBeUndefined()
  })

  test('but what a job takes from elsewhere can be said for itself', () => {
    expect(set(SHARED, 'third', 'timeout', '2h')).toBe(
      SHARED.replace('at: *time\n', 'at: *time\n    timeout: 2h\n'),
    )
    expect(set(SHARED, 'third', 'days', 'school')).toBe(SHARED.replace('days: all', 'days: school'))
  })
})

test('a job that is not there, or written as a list, is left alone', () => {
  expect(set(NOTICES, 'nope', 'at', '01:00')).toBeUndefined()
  expect(set('  sms: [1]\n', 'sms', 'at', '01:00')).toBeUndefined()
})
