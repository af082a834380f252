import { isMigrated, own } from '../../db/migrations/index.ts'
import { clockTime } from '../../runner/event.ts'
import { readNote } from '../../runner/note.ts'
import { sourceOf } from '../../runner/school.ts'
import { type Check, type Finding, failed, ok, warning } from '../check.ts'

/** An idle tick touches the note alone, and a whole one comes at least every five minutes. */
const SILENCE = 10 * 60_000

export const ticks: Check = {
  name: 'ticks',
  about: 'Something starts run-due every minute.',
  needs: 'database',
  async look({ world, file }, config, db): Promise<Finding[]> {
    const cure = 'pars-auto verify-schedule says why; pars-auto install-schedule has it started every minute'
    const now = await db.now()
    const rows = (await isMigrated(db))
      ? await db.all<{ source: string; last_tick_at: string }>(db.sql(own('source')))
      : []
    const here = sourceOf({ host: world.host, config })
    // The note is dated by the clock of this host.
    const touched = readNote(file)?.touched
    const ages = rows.map(({ source, last_tick_at }) => ({ source, age: now - Date.parse(last_tick_at) }))
    if (touched !== undefined) ages.push({ source: here, age: world.clock() - touched })
    const youngest = ages.toSorted((a, b) => a.age - b.age)[0]
    if (!youngest) return [warning('No tick has ever come: nothing runs by itself yet.', cure)]
    const last = clockTime(config, now - youngest.age)
    if (youngest.age > SILENCE) return [failed(`No tick since ${last}: nothing runs by itself.`, cure)]
    const host = youngest.source.slice(0, youngest.source.indexOf(':'))
    if (youngest.source === here) return [ok(`Ticks come, the last at ${last}.`)]
    return [ok(`Ticks come from ${host}, the last at ${last}; none from here.`)]
  },
}
