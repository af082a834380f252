import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Database, Row } from '../../src/db/database.ts'
import { openSqlite } from '../../src/db/sqlite.ts'
import { registry } from '../../src/jobs/index.ts'
import { fallbackReference } from '../../src/print/fallback.ts'
import { put } from '../database.ts'
import { itemRow } from '../outbox/item-row.ts'
import { granted } from '../permissions/people.ts'
import { Desk } from './desk.ts'
import { withCron } from './lives/installation.ts'
import { trust } from './lives/many.ts'

/** Jobs of which the demo has several, and which of them is typed. */
const IDS: Record<string, string> = { 'bonus-behaviour-points': 'full-week', report: 'monday-absences' }

/** What is typed, with `--json` behind it, and what comes about in between. */
export type Step = string | ((desk: Desk) => unknown)

/** Something of everything that a command can show comes about at the demo, and each command is typed. */
export const AT_THE_DEMO: Step[] = [
  ...['groups list', 'rules list', 'rules show 6', 'rules try full-week'],
  ...['school-info', 'pupil-scan outcomes', 'permissions', 'next', 'list'],
  ...['report list', 'report list unexplained-absences', 'report who tutors'],
  'report send missing-marks-to-tutors',

  ...['db export exported --table year_group', 'db load exported --dry-run'],
  withWrongFile,
  'db load exported --dry-run',

  'sms send --pupil 1 --text Hello --dry-run',
  (desk) => desk.type('pars-auto pause clear-expired-notices --until 2026-12-01 --why exams'),
  ...['list', 'audit', 'handover', 'job show refresh-all-years', 'sms queue'],

  ...Object.keys(registry).flatMap((job) => {
    const typed = IDS[job] ? `${job} --id ${IDS[job]}` : job
    return [`${typed} --dry-run --verbose`, typed]
  }),
  withoutCounterparts,
  ...['deferred-behaviour-mirroring', 'mirror problems'],
  afterAWeekWithoutAnybody,
  'rules review',

  answered,
  'sms',
  notPrinted,
  ...['mail queue', 'print queue', 'outbox list', 'sms replies', 'outbox show 1'],
  seeingPersonalData,
  ...['outbox list', 'outbox show 1', 'outbox show 101', 'sms queue', 'sms replies', 'permissions'],
  'sms send --pupil 1 --text Hello',
  ...['sms queue', 'sms send --pupil 1 --to "07700 900123" --text Hello --dry-run'],

  afterAnEmptyImport,
  ...['dashboard', 'history --count 500', 'show 1', 'ack 1', 'ack'],

  withCron,
  'verify-schedule',
  (desk) => desk.type('pars-auto install-schedule'),
  'verify-schedule',

  'db ping',
  withTablesMissing,
  'db check',
]

/** Each tutor is mailed the own part. */
const TUTORS = `
  tutors: { job: report, report: unexplained-absences, cycle: [fri], at: '17:00', splitBy: group, to: tutor, otherwise: office@example.org, attach: xlsx }
`

/** At eight on a Monday morning, after a night of jobs. */
export async function atTheDemo(): Promise<Desk> {
  const desk = Desk.withConfig('2026-11-23 08:00')
  change(desk, (text) => `${text}${TUTORS}`)
  await desk.type('pars-auto demo --pupils 100')
  return desk
}

/** At a trust of three schools, of which one cannot be reached. */
export const AT_THE_TRUST: Step[] = ['list', 'dashboard'].map((line) => `${line} --config "schools/*.yaml"`)

export async function atTheTrust(): Promise<Desk> {
  const desk = await trust()
  for (const line of ['run-due', 'pause clear-expired-notices'])
    await desk.type(`pars-auto ${line} --config schools/ashton-primary.yaml`)
  const ashton = path.join(desk.folder, 'schools/ashton-primary.yaml')
  const text = readFileSync(ashton, 'utf8')
  writeFileSync(path.join(desk.folder, 'schools/gone.yaml'), text.replace(/\w+(-\w+)*\.db/, 'gone.db'))
  return desk
}

async function inDatabase<T>(desk: Desk, work: (db: Database) => Promise<T>): Promise<T> {
  const db = openSqlite(path.join(desk.folder, 'demo/school.db'), { clock: () => desk.now })
  try {
    return await work(db)
  } finally {
    await db.close()
  }
}

const change = (desk: Desk, how: (text: string) => string) =>
  writeFileSync(desk.config, how(readFileSync(desk.config, 'utf8')))

const write = (desk: Desk, ...statements: string[]) =>
  inDatabase(desk, async (db) => {
    for (const statement of statements) await db.run(db.sql.raw(statement))
  })

function withWrongFile({ folder }: Desk): void {
  writeFileSync(path.join(folder, 'exported/house.csv'), 'id,name\r\nx,Red\r\n')
}

/** No ground of behaviour has a counterpart in SIMS any more. */
function withoutCounterparts(desk: Desk) {
  return write(desk, 'UPDATE behaviour_ground SET sims_type_id = NULL')
}

/** Everybody was away in the week for which a bonus was given, and one of the rules is gone. */
function afterAWeekWithoutAnybody(desk: Desk) {
  return write(
    desk,
    "UPDATE mark SET code = 'O' WHERE date > '2026-11-15'",
    'DELETE FROM behaviour_rule WHERE id = 6',
  )
}

function withTablesMissing(desk: Desk) {
  return write(
    desk,
    ...['house DROP COLUMN name', 'sync_copy RENAME TO copies', 'auto_pause DROP COLUMN why'].map(
      (what) => `ALTER TABLE ${what}`,
    ),
  )
}

/** The import was cut short, and the night's run is held. */
async function afterAnEmptyImport(desk: Desk): Promise<void> {
  await write(desk, 'DELETE FROM school_history')
  await desk.at('2026-11-23 23:00').type('pars-auto run-due')
}

/** Whoever types may see names, numbers and texts from now on; and texts have a price. */
function seeingPersonalData(desk: Desk): void {
  change(desk, (text) =>
    text
      .replace('provider: file', 'provider: file\n  pricePerSegment: 2.5')
      .concat(granted({ setup: ['b.khan'], personal: ['b.khan'] })),
  )
}

/** Ten minutes later a parent has answered the text that went last, and somebody has written of whom nobody knows. */
async function answered(desk: Desk): Promise<void> {
  desk.now += 600_000
  const number = await inDatabase(desk, async (db) => {
    const item = await db.first<{ recipient: string }>(
      db.sql('auto_outbox').where({ kind: 'sms' }).orderBy('id', 'desc'),
    )
    return item!.recipient
  })
  const folder = path.join(desk.folder, 'demo/sms/replies')
  mkdirSync(folder, { recursive: true })
  const receivedAt = new Date(desk.now).toISOString()
  for (const [name, from] of Object.entries({ known: number, unknown: '+447700900999' }))
    writeFileSync(
      path.join(folder, `${name}.json`),
      JSON.stringify({ number: from, text: 'Thanks', receivedAt }),
    )
}

/** A print was refused, and was mailed instead. */
async function notPrinted(desk: Desk): Promise<void> {
  const add = (row: Row) => inDatabase(desk, (db) => put(db, 'auto_outbox', row))
  const print = {
    id: 101,
    kind: 'print',
    recipient: 'office',
    state: 'failed',
    reason: 'There is no such printer.',
  }
  await add(itemRow('p-1', desk.now, print))
  const mail = { kind: 'mail', recipient: 'office@example.org', content: '{}', state: 'sent' }
  await add(itemRow(fallbackReference({ reference: 'p-1' }), desk.now, mail))
}
