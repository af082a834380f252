import { appendFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { noteFile } from '../../bin/idle.js'
import { own } from '../../src/db/migrations/index.ts'
import { at, TestSchool } from '../school.ts'

const word = (school: TestSchool) => noteFile(school.file).replace(/note\.json$/, 'locked-out')
const lockedOut = (school: TestSchool) => school.rows(own('event'), { kind: 'locked-out' })

async function noon(): Promise<TestSchool> {
  const school = await TestSchool.open("  clear-expired-notices: { at: '13:00' }")
  await school.tick('2026-11-23 12:00')
  return school
}

test('a tick that was locked out is on record with the next one that gets in, once', async () => {
  const school = await noon()
  appendFileSync(word(school), `${at('2026-11-23 12:03')}\n`)
  await school.tick('2026-11-23 12:05')
  expect(await lockedOut(school)).toMatchObject([
    { detail: expect.stringMatching(/^1 tick\(s\) of .* from 2026-11-23 12:03 on left/) },
  ])
  await school.tick('2026-11-23 12:10')
  expect(await lockedOut(school)).toHaveLength(1)
})

test('what another tick has taken and not recorded yet is left to it', async () => {
  const school = await noon()
  let isTaken = false
  school.world = {
    // This one has the silence of the host to record, and has looked for a word before the other one took it.
    onStatement: (sql) => {
      if (!/^BEGIN/.test(sql) || isTaken) return
      isTaken = true
      writeFileSync(`${word(school)}.taken`, `${at('2026-11-23 12:03')}\n`)
    },
  }
  await school.tick('2026-11-23 12:05')
  school.world = {}
  expect(await lockedOut(school)).toEqual([])
  await school.tick('2026-11-23 12:10')
  expect(await lockedOut(school)).toHaveLength(1)
})
