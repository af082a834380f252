import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { readSheet } from 'read-excel-file/node'
import { expect, test } from 'vitest'
import type { Database, Row } from '../../../src/db/database.ts'
import { openDatabase } from '../../../src/db/open.ts'
import { fillSchool } from '../../../src/demo/school.ts'
import { Day } from '../../../src/schedule/day.ts'
import { embeddedOnly } from '../../database.ts'
import { calendar } from '../../demo/made-school.ts'
import { mailServer } from '../../mail/server.ts'
import { TestSchool } from '../../school.ts'

embeddedOnly('the made-up school is one')

/** The config that comes with the program, but its mails really go out. */
function shippedConfig(port: number): string {
  const text = readFileSync(path.join(import.meta.dirname, '../../../automation.config.yaml'), 'utf8')
  const ours = text
    .replace('file: demo/school.db', 'file: school.db')
    .replace('folder: demo/mail', `smtp: { host: 127.0.0.1, port: ${port}, security: none }`)
  expect(ours).toContain(`port: ${port}`)
  return ours
}

/** Whoever was on roll with a session marked N from Monday to Sunday, in SQL of its own. */
const UNEXPLAINED = `SELECT p.surname || ' ' || p.forename AS name, count(*) AS sessions
  FROM mark m JOIN pupil p ON p.id = m.pupil_id
  WHERE m.session_id IS NOT NULL AND m.code = 'N' AND m.date BETWEEN '2026-11-16' AND '2026-11-22'
    AND EXISTS (SELECT 1 FROM school_history h WHERE h.pupil_id = m.pupil_id AND h.start_date <= m.date
      AND coalesce(h.end_date, '9999-12-31') >= m.date AND h.enrolment_status IN ('single', 'main', 'subsidiary'))
  GROUP BY p.id`

async function query<R = Row>(school: TestSchool, sql: string): Promise<R[]> {
  return unseen(school, (db) => db.all<R>(db.sql.raw(sql)))
}

/** In the words of SQLite, which nobody lints. */
async function unseen<T>(school: TestSchool, work: (db: Database) => Promise<T>): Promise<T> {
  const db = await openDatabase(school.database.place, { clock: () => school.now })
  try {
    return await work(db)
  } finally {
    await db.close()
  }
}

/** Rows of an attached spreadsheet as `Lovelace Ada 3`. */
async function attachedRows(file: Buffer): Promise<string[]> {
  const [titles, ...rows] = await readSheet(file)
  const at = (title: string) => titles!.indexOf(title)
  return rows.map((row) => `${row[at('Surname')]} ${row[at('Forename')]} ${row[at('Sessions')]}`).sort()
}

test('the made-up school mails its deputy head on Monday morning, once, all pupils with unexplained absences', async () => {
  const server = await mailServer()
  const school = await TestSchool.open('', { now: '2026-11-23 07:10' })
  await unseen(school, (db) =>
    fillSchool(db, { pupils: 1200, seed: 7, today: Day.parse('2026-11-23'), now: school.now, calendar }),
  )
  writeFileSync(school.file, shippedConfig(server.port))
  const wanted = await query<{ name: string; sessions: number }>(school, UNEXPLAINED)
  expect(wanted.length).toBeGreaterThan(1)
  const [deputy] = await query<{ email: string }>(
    school,
    `SELECT email FROM staff WHERE role = 'Deputy head' AND left_on IS NULL`,
  )

  await school.tick()
  await school.tick('2026-11-23 07:29')
  expect(server.arrived).toEqual([])
  await school.tick('2026-11-23 07:30')
  expect(server.arrived.map(({ to }) => to)).toEqual([[deputy!.email]])
  const [{ mail }] = server.arrived as [(typeof server.arrived)[0]]
  expect(mail.subject).toBe('Unexplained absences, Monday 16 to Sunday 22 November 2026')
  const rows = wanted.map(({ name, sessions }) => `${name} ${sessions}`).sort()
  expect(
    await attachedRows(mail.attachments.find(({ filename }) => filename?.endsWith('.xlsx'))!.content),
  ).toEqual(rows)
  for (const { name } of wanted) expect(mail.text?.replace(/ +/g, ' ')).toContain(name)
  expect(mail.text).toContain(`All: ${wanted.length} pupils`)

  await school.tickUntil('2026-11-23 07:40')
  expect(server.arrived).toHaveLength(1)
  expect(await school.slotStates('monday-absences')).toEqual(['2026-11-23T07:30 done'])
}, 300_000)
