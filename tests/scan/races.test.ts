import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { own } from '../../src/db/migrations/index.ts'
import { MONDAY, ScanSchool, scanRow } from './school.ts'

const PROCESS = path.join(import.meta.dirname, '../faults/process.cjs')

/** Processes of the program that all start in the same moment. Their exit codes. */
async function together({ school }: ScanSchool, ...commands: string[]): Promise<(number | null)[]> {
  const barrier = path.join(school.folder, 'barrier')
  const children = commands.map((command) => {
    const orders = { args: [command, '--config', school.file], cwd: school.folder, now: school.now, barrier }
    return spawn(process.execPath, [PROCESS, JSON.stringify(orders)], { stdio: ['pipe', 'ignore', 'ignore'] })
  })
  const ends = children.map(async (child) => (await once(child, 'exit'))[0] as number | null)
  const ready = () => readdirSync(school.folder).filter((name) => name.endsWith('.ready')).length
  while (ready() < children.length) await pause(20)
  for (const child of children) child.stdin.end()
  return Promise.all(ends)
}

test('several processes at once, by the schedule and by hand, decide about each scan once', async () => {
  const at = await ScanSchool.open({ now: `${MONDAY} 08:58` })
  await at.school.tick()
  const pupils = ['Ada', 'Ben', 'Cleo', 'Dan', 'Eve']
  for (const name of pupils.slice(1)) await at.pupil(name)
  await at.school.with(async (db) => {
    for (let n = 0; n < 200; n += 1) {
      const minute = String(n % 58).padStart(2, '0')
      await db.insert('scan', scanRow(`e${n}`, pupils[n % 5]![0]!, `08:${minute}`, { device: `R${n % 3}` }))
    }
  })
  at.school.at(`${MONDAY} 08:59`)
  const codes = await together(at, 'run-due', 'pupil-scan', 'run-due', 'pupil-scan', 'run-due', 'pupil-scan')
  // Done, or somebody else is at it.
  expect(codes.filter((code) => code !== 0 && code !== 5)).toEqual([])
  const outcomes = await at.school.rows(own('scan_outcome'))
  expect(outcomes).toHaveLength(200)
  const made = outcomes.filter(({ outcome }) => outcome !== 'duplicate')
  expect(made).toHaveLength(5)
  const marks = await at.school.rows('mark')
  expect(marks.map(({ pupil_id, code }) => `${pupil_id} ${code}`).sort()).toEqual(
    pupils.map((_, n) => `${n + 1} /`),
  )
  expect(await at.school.rows('mark_owner')).toHaveLength(5)
})
