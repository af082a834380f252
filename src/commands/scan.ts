import { Exit, type ExitCode, UserError } from '../exit.ts'
import { outcomeCounts, type ScanFilter, type ScanRecord, scanRecords } from '../scan/listing.ts'
import { OUTCOMES, type ScanOutcome, TO_LOOK_AT } from '../scan/outcome.ts'
import type { Day } from '../schedule/day.ts'
import { dateInWords } from '../schedule/weekday.ts'
import type { Zone } from '../schedule/zone.ts'
import type { World } from '../world.ts'
import { dateOf } from './date.ts'
import { asJson, columns, paint, when } from './display.ts'
import { type CommonOptions, countOf } from './options.ts'
import { withSchoolInForce } from './school.ts'

interface OutcomeOptions extends CommonOptions {
  date?: string
  outcome?: ScanOutcome
  pupil?: string
  count: string
}

/** What became of the scans of a day: how many of each outcome, and those that somebody may want to look at. */
export async function outcomes(world: World, options: OutcomeOptions): Promise<ExitCode> {
  const count = countOf(options)
  return withSchoolInForce(world, options, async ({ db, config }) => {
    const { zone } = config.school
    const filter = filterOf(options, zone.dayAt(await db.now()))
    const counts = await outcomeCounts(db, filter)
    if (options.json) {
      const found = await scanRecords(db, filter)
      world.out(asJson({ date: filter.day, counts, outcomes: found.map(jsonOf) }))
      return Exit.done
    }
    const shown = filter.outcomes || filter.pupil !== undefined ? filter : { ...filter, outcomes: TO_LOOK_AT }
    const found = await scanRecords(db, shown, count)
    world.out(countsText(world, filter, counts))
    if (found.length > 0) world.out(`\n${listText(world, zone, found)}`)
    const all = matching(counts, shown)
    if (found.length < all) world.out(`and ${all - found.length} more: --count ${all} shows them all\n`)
    return Exit.done
  })
}

const jsonOf = (record: ScanRecord) => ({
  device: record.device,
  scan: record.event_id,
  at: record.at,
  kind: record.kind,
  outcome: record.outcome,
  pupil: record.pupil_id,
  mark: record.mark_id,
  code: record.code,
  oldCode: record.old_code,
  decidedAt: record.decided_at,
})

/** @throws UserError when a date or a number is none */
function filterOf({ date, outcome, pupil }: OutcomeOptions, today: Day): ScanFilter {
  if (pupil !== undefined && !/^\d{1,9}$/.test(pupil))
    throw new UserError(`--pupil takes the number of a pupil; "${pupil}" is none.`, Exit.usage)
  return {
    day: date === undefined ? today : dateOf('--date', date),
    ...(outcome ? { outcomes: [outcome] } : {}),
    ...(pupil === undefined ? {} : { pupil: Number(pupil) }),
  }
}

function countsText(world: World, { day, pupil }: ScanFilter, counts: Record<string, number>): string {
  const whose = pupil === undefined ? '' : ` of pupil ${pupil}`
  const rows = Object.entries(counts).map(([outcome, n]) => [
    `  ${n.toLocaleString('en-GB').padStart(7)}`,
    outcome,
    OUTCOMES[outcome as ScanOutcome],
  ])
  if (rows.length === 0) return `Of ${dateInWords(day)} no scan${whose} has an outcome.\n`
  const head = `${paint(world).bold(`The scans${whose} of ${dateInWords(day)}`)}\n`
  return head + columns(world, ['', '', ''], rows).replace(/^\s*\n/, '')
}

function listText(world: World, zone: Zone, found: ScanRecord[]): string {
  const rows = found.map(({ at, device, event_id, kind, outcome, pupil_id, code, old_code }) => [
    `  ${when(zone, at).slice(-5)}`,
    device,
    event_id,
    kind,
    outcome,
    pupil_id === null ? '' : String(pupil_id),
    code === null ? '' : `${old_code ?? ''} → ${code}`.trim(),
  ])
  return columns(world, ['  At', 'Reader', 'Scan', 'Kind', 'Outcome', 'Pupil', 'Mark'], rows)
}

const matching = (
  counts: Record<string, number>,
  { outcomes = Object.keys(OUTCOMES) }: { outcomes?: string[] },
) => outcomes.reduce((sum, outcome) => sum + (counts[outcome] ?? 0), 0)
