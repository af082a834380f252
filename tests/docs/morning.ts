import { readFileSync, writeFileSync } from 'node:fs'
import { Desk } from './desk.ts'

const JOBS = `  refresh-all-years: { at: '23:00' }
  clear-expired-notices: { at: '00:30', after: refresh-all-years }`

/** Told by mail; the mails are files. */
const ALERTS = `mail: { from: Riverside Academy <office@riverside.example>, folder: mails }
alerts: { mail: [it-support@riverside.example], digest: never }
`

/** At eleven on a Monday night: an import has emptied the table of who is on roll, and All Years is held. */
export async function afterAnEmptyImport(): Promise<Desk> {
  const [desk, school] = await Desk.atNew(JOBS, { now: '2026-11-22 22:58', rest: ALERTS })
  writeFileSync(school.file, readFileSync(school.file, 'utf8').replace('Test School', 'Riverside Academy'))
  for (const name of ['Ada', 'Ben', 'Cy', 'Dot']) await school.pupil(name)
  await desk.tickUntil('2026-11-23 00:30')
  await desk.at('2026-11-23 22:56').tickUntil('2026-11-23 22:58')
  await school.remove('school_history')
  await desk.tickUntil('2026-11-23 23:00')
  return desk
}

/** The morning after, at five past eight; ticks have gone on all night. */
export async function theMorningAfter(): Promise<Desk> {
  const desk = await afterAnEmptyImport()
  await desk.tickUntil('2026-11-24 08:04')
  return desk.at('2026-11-24 08:05')
}
