import { Writable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { Progress } from '../../src/progress.ts'
import { db, folderOf } from '../data/folder.ts'
import { embeddedOnly } from '../database.ts'
import { Outgoing } from '../outbox/outgoing.ts'
import { TestSchool } from '../school.ts'

/** A terminal that keeps what is written to it. */
function terminal() {
  const written: string[] = []
  const errors = new Writable({
    write(chunk, _encoding, done) {
      written.push(String(chunk))
      done()
    },
  })
  return { errors, written }
}

const GONE = '\r\u001B[K'

describe('a line of progress', () => {
  const shown = (...at: number[]) => {
    const { errors, written } = terminal()
    let now = 0
    const progress = new Progress(errors, () => now)
    for (const ms of at) {
      now = ms
      progress.tell(`at ${ms}`)
    }
    return { written, progress }
  }

  test('is not shown of what is soon over', () => {
    const { written, progress } = shown(0, 500, 1499)
    progress.clear()
    expect(written).toEqual([])
  })

  test('is written over, a few times a second', () => {
    expect(shown(0, 1500, 1600, 1749, 1750).written).toEqual([`${GONE}at 1500 …`, `${GONE}at 1750 …`])
  })

  test('goes when the work is over, and the next work starts anew', () => {
    const { written, progress } = shown(0, 2000)
    progress.clear()
    progress.clear()
    progress.tell('another')
    expect(written).toEqual([`${GONE}at 2000 …`, GONE])
  })
})

/** With a terminal and a clock on which everything takes long. @returns what is written to the terminal */
function slow(school: TestSchool): string[] {
  const { errors, written } = terminal()
  let looks = 0
  Object.assign(school.world, { terminal: { errors }, clock: () => school.now + 1000 * looks++ })
  return written
}

describe('on a terminal', () => {
  test('a job in batches says how many rows it has removed, and nothing of it stays', async () => {
    const school = await TestSchool.open('  remove-mark-owners: { olderThanDays: 30 }')
    const ada = await school.pupil('Ada')
    const ids = Array.from({ length: 1200 }, (_, at) => at + 1)
    const opened = await school.open()
    const marks = ids.map((id) => [id, ada, '2026-09-10', 'L', 5])
    await opened.bulkInsert('mark', ['id', 'pupil_id', 'date', 'code', 'minutes_late'], marks)
    const owners = ids.map((id) => [id, '2026-09-10T09:00:00.000Z'])
    await opened.bulkInsert('mark_owner', ['mark_id', 'altered_at'], owners)
    const written = slow(school)
    const { code, out } = await school.run('remove-mark-owners')
    expect({ code, left: await school.rows('mark_owner') }).toEqual({ code: 0, left: [] })
    expect(written.join('')).toMatch(/remove-mark-owners: [\d,]+ rows removed …/)
    expect(written.at(-1)).toBe(GONE)
    expect(out).not.toContain('…')
  })

  test('texts that leave are counted', async () => {
    const out = await Outgoing.open()
    await out.queueMany(40)
    const written = slow(out.school)
    expect((await out.tick()).out).toBe('texts: 40 sent\n')
    expect(written.join('')).toMatch(/texts: \d+ sent …/)
    expect(written.at(-1)).toBe(GONE)
  })
})

describe('on a terminal, of files', () => {
  embeddedOnly('files are not loaded into a server')

  test('db load says which file it is at', async () => {
    const school = await TestSchool.open('  refresh-all-years:')
    const rows = Array.from({ length: 90_000 }, (_, at) => `${at + 1},K${at}\n`)
    const folder = folderOf(school, { 'house.csv': `id,name\n${rows.join('')}` })
    const written = slow(school)
    await db(school, 'load', folder, '--replace')
    expect(written.join('')).toMatch(/house\.csv: [\d,]+ rows …/)
    expect(written.at(-1)).toBe(GONE)
  })
})
