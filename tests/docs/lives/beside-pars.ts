import { Desk } from '../desk.ts'
import type { Life } from '../life.ts'

const JOBS = `  clear-expired-notices: { at: '00:30', shadow: true }
  refresh-all-years: { at: '23:00', shadow: true }`

/** After a week in shadow: of four notices that had expired, PARS removed three on the first morning. */
async function afterAWeek(): Promise<Desk> {
  const [desk, school] = await Desk.atNew(JOBS, { now: '2026-11-16 12:00' })
  await desk.type('pars-auto run-due')
  const everybody = await school.group('all-years', 'All Years')
  await school.member(everybody, await school.pupil('Ada'), await school.pupil('Ben'))
  for (const title of ['Trip', 'Photos', 'Fair', 'Choir'])
    await school.add('notice', {
      ...{ title, body: '', created_at: '2026-10-01T00:00:00.000Z', expires_on: '2026-11-13' },
    })
  for (const night of ['17', '18', '19', '20', '21', '22', '23']) {
    await desk.at(`2026-11-${night} 00:30`).type('pars-auto run-due')
    if (night === '17')
      for (const title of ['Trip', 'Photos', 'Fair']) await school.remove('notice', { title })
    await desk.at(`2026-11-${night} 23:00`).type('pars-auto run-due')
  }
  await desk.at('2026-11-24 08:04').type('pars-auto run-due')
  return desk.at('2026-11-24 08:05')
}

export const besidePars: Record<string, Life> = { 'docs/moving-from-pars.md': { desk: afterAWeek } }
