import { describe, expect, test } from 'vitest'
import { jobText, withJob } from '../../src/config/add-job.ts'

const BODY = { job: 'report', report: 'lates', cycle: ['mon'], at: '07:30' }
const SMALL = { job: 'report' }

/** The text with a line `  new:` and one below it, as `withJob` puts them. */
const added = (text: string) => withJob(text, 'new', SMALL)

test('a job is written as people write it: times in quotes, lists and groups of keys on one line', () => {
  const body = {
    ...BODY,
    parameters: { atLeast: 3, codes: ['N', 'O'] },
    select: { year: ['7', '8'] },
    to: ['Deputy head', 'head@riverside.example'],
    subject: '{title}: {period}',
    onlyIfRows: true,
  }
  expect(jobText('monday-lates', body)).toBe(
    [
      'monday-lates:',
      '  job: report',
      '  report: lates',
      '  cycle: [mon]',
      "  at: '07:30'",
      '  parameters: {atLeast: 3, codes: [N, O]}',
      "  select: {year: ['7', '8']}",
      '  to: [Deputy head, head@riverside.example]',
      "  subject: '{title}: {period}'",
      '  onlyIfRows: true',
    ].join('\n'),
  )
})

describe('a job is put at the end of the jobs', () => {
  test.each([
    ['the last section', 'a: 1\njobs:\n  sms: {}\n', 'a: 1\njobs:\n  sms: {}\n  new:\n    job: report\n'],
    ['no line break at the end', 'jobs:\n  sms: {}', 'jobs:\n  sms: {}\n  new:\n    job: report'],
    ['a job without a value', 'jobs:\n  sms:', 'jobs:\n  sms:\n  new:\n    job: report'],
    [
      'another section behind',
      'jobs:\n  sms:\n    at: 1\n\nb: 2\n',
      'jobs:\n  sms:\n    at: 1\n  new:\n    job: report\n\nb: 2\n',
    ],
    [
      'comments behind the last job and before the next section',
      'jobs:\n  sms: {} # texts\n  # so much for texts\n\n    # further in\n\n# What follows\nb: 2\n',
      'jobs:\n  sms: {} # texts\n  # so much for texts\n\n    # further in\n  new:\n    job: report\n\n# What follows\nb: 2\n',
    ],
    [
      'a comment as the last line, without a line break',
      'jobs:\n  sms: {}\n  # end',
      'jobs:\n  sms: {}\n  # end\n  new:\n    job: report',
    ],
    [
      'jobs that stand apart',
      'jobs:\n  sms: {}\n\n  # Nightly\n  mail: {}\n',
      'jobs:\n  sms: {}\n\n  # Nightly\n  mail: {}\n\n  new:\n    job: report\n',
    ],
    ['an indentation of four', 'jobs:\n    sms: {}\n', 'jobs:\n    sms: {}\n    new:\n      job: report\n'],
    ['an indentation of one', 'jobs:\n sms: {}\nb: 1\n', 'jobs:\n sms: {}\n new:\n   job: report\nb: 1\n'],
    [
      'CR LF',
      'a: 1\r\njobs:\r\n  sms: {}\r\n\r\nb: 2\r\n',
      'a: 1\r\njobs:\r\n  sms: {}\r\n  new:\r\n    job: report\r\n\r\nb: 2\r\n',
    ],
    [
      'a text of several lines at the end',
      'jobs:\n  sms:\n    note: |\n      one\n      # two\n\nb: 2\n',
      'jobs:\n  sms:\n    note: |\n      one\n      # two\n  new:\n    job: report\n\nb: 2\n',
    ],
    [
      'a text whose empty lines count',
      'jobs:\n  sms: |+\n    one\n\n\nb: 2\n',
      'jobs:\n  sms: |+\n    one\n\n\n  new:\n    job: report\nb: 2\n',
    ],
    [
      'a list at the end',
      'jobs:\n  sms:\n    at:\n    - 1\n    - 2\n',
      'jobs:\n  sms:\n    at:\n    - 1\n    - 2\n  new:\n    job: report\n',
    ],
    [
      'the end of the document',
      'jobs:\n  sms: {}\n...\n',
      'jobs:\n  sms: {}\n  new:\n    job: report\n...\n',
    ],
    ['nothing below it', 'jobs:\n', 'jobs:\n  new:\n    job: report\n'],
    ['nothing below it, at the end', 'b: 2\njobs:', 'b: 2\njobs:\n  new:\n    job: report'],
    [
      'only comments below it',
      'jobs: # none\n  # yet\n\nb: 2\n',
      'jobs: # none\n  # yet\n  new:\n    job: report\n\nb: 2\n',
    ],
    ['no jobs in braces', 'jobs: {} # none\nb: 2\n', 'jobs: # none\n  new:\n    job: report\nb: 2\n'],
    ['null', 'jobs: null\nb: 2\n', 'jobs:\n  new:\n    job: report\nb: 2\n'],
    ['no key jobs', 'a: 1 # one\n', 'a: 1 # one\njobs:\n  new:\n    job: report\n'],
    ['jobs in braces', 'jobs: { sms: {} } # x\n', 'jobs: { sms: {}, new: {job: report} } # x\n'],
    [
      'jobs in braces over several lines',
      'jobs: {\n  sms: {}, # texts\n}\nb: 2\n',
      'jobs: {\n  sms: {},\n  new: {job: report}, # texts\n}\nb: 2\n',
    ],
    [
      'an anchor',
      'jobs: &all\n  sms: &one\n    at: 1\n  mail: *one\nb: 2\n',
      'jobs: &all\n  sms: &one\n    at: 1\n  mail: *one\n  new:\n    job: report\nb: 2\n',
    ],
    [
      'the keys of a job taken in',
      'jobs:\n  sms: &one\n    at: 1\n  mail:\n    <<: *one\n',
      'jobs:\n  sms: &one\n    at: 1\n  mail:\n    <<: *one\n  new:\n    job: report\n',
    ],
  ])('%s', (_what, text, expected) => {
    expect(added(text)).toBe(expected)
  })
})

describe('it leaves the file alone', () => {
  test.each([
    ['what jobs stands for is elsewhere', 'x: &all\n  sms: {}\njobs: *all\n'],
    ['jobs is a list', 'jobs:\n  - sms\n'],
    ['jobs is a word', 'jobs: sms\n'],
    ['all is in braces', '{ jobs: {} }\n'],
    ['the last job in braces has no value', 'jobs: { sms: }\n'],
    ['it is no YAML', 'jobs:\n  sms: [\n'],
    ['it is empty', ''],
  ])('%s', (_what, text) => {
    expect(added(text)).toBeUndefined()
  })
})
