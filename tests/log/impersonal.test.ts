import { expect, test } from 'vitest'
import { frames, impersonal } from '../../src/log/impersonal.ts'

const known = {
  confidential: new Set(['hunter2hunter2', 'pw']),
  ids: new Set(['refresh-all-years']),
  command: {
    name: 'unlock',
    args: ['refresh-all-years', 'Ada Lovelace', '12'],
    options: { config: 'Ada', text: 'See you at three', force: true },
  },
}

test.each([
  ['the pupil "Ada Lovelace" is there twice', 'the pupil "…" is there twice'],
  ["converting the varchar value 'Ada' to int", "converting the varchar value '…' to int"],
  ['PARS’ own jobs, and the school’s', 'PARS’ own jobs, and the school’s'],
  ['The duplicate key value is (Ada, 2009-05-01).', 'The duplicate key value is (…).'],
  ['no mail for ben.smith@riverside.sch.uk today', 'no mail for …@… today'],
  ['cannot send to 07700 900123, or +447700900123', 'cannot send to …, or …'],
  ['UPN A123456789012 is wrong', 'UPN A… is wrong'],
  ['since 2026-11-23 23:00, process 4711, run 12', 'since 2026-11-23 23:00, process 4711, run 12'],
  ['Login failed with hunter2hunter2', 'Login failed with ***'],
  ['pw is no password, pwd is', '*** is no password, pwd is'],
  ['Ada Lovelace is no job; refresh-all-years is, as run 12', '… is no job; refresh-all-years is, as run 12'],
  ['See you at three was not sent', '… was not sent'],
  ['The config has errors:\n  name: Ada', 'The config has errors:'],
])('%s', (message, expected) => {
  expect(impersonal(message, known)).toBe(expected)
})

test('of a stack only the places are kept: its first line is the message', () => {
  const stack =
    'TypeError: no "Ada"\nand Ben\n    at plan (/opt/a.cjs:1:2)\n    at /opt/hunter2hunter2/b.cjs:3:4'
  expect(frames(stack, known)).toBe('at plan (/opt/a.cjs:1:2)\nat /opt/***/b.cjs:3:4')
})
