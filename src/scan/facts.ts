import { stayOn } from '../groups/roll.ts'
import type { JobContext, Staged } from '../jobs/kit.ts'
import { Consents } from './consents.ts'
import type { Scan } from './fresh.ts'
import { Holders } from './holders.ts'
import { onDay } from './keys.ts'
import { lessonsOf, Timetable } from './lessons.ts'
import { type Mark, marksOf } from './marks.ts'
import type { ScanParams } from './params.ts'
import { RegisterCodes } from './register-codes.ts'
import { type Part, RegisterTimes } from './register-times.ts'

/** All that has to be known to say what becomes of the scans. */
export interface Facts {
  /** Where the readers stand, by code. */
  readers: Map<string, { site: string | undefined; room: string | undefined }>
  holders: Holders
  /** By pupil and date. */
  onRoll: Set<string>
  consents: Consents
  registerTimes: RegisterTimes
  /** By date and part. */
  sessions: Map<string, number>
  timetable: Timetable
  /** By register and pupil. */
  marks: Map<string, Mark>
  codes: RegisterCodes
}

/** Reads what concerns the scans, with as many statements for many as for few. */
export async function factsOf(scans: Scan[], params: ScanParams, context: JobContext): Promise<Facts> {
  const { zone } = context.settings.school
  const dates = [...new Set(scans.map(({ day }) => day.date))]
  const holders = await Holders.read(scans, context)
  const pupils = await holders.seenOn(scans, context)
  const forLessons = scans.some(({ kind }) => kind === 'lesson')
  const lessons = forLessons ? await lessonsOf(dates, params, zone, context) : []
  const { marks, markedLessons } = await marksOf(pupils, forLessons, context)
  return {
    readers: await readersOf(context),
    holders,
    onRoll: await rollOf(pupils, context),
    consents: await Consents.read(params.consent, pupils, context),
    registerTimes: new RegisterTimes(params.registers, context.calendar, zone),
    sessions: await sessionsOn(dates, context),
    timetable: new Timetable(lessons, markedLessons, params),
    marks,
    codes: await RegisterCodes.read(context),
  }
}

async function readersOf({ read, from }: JobContext): Promise<Facts['readers']> {
  const rows = await read.all<{ code: string; site: string | null; room: string | null }>(
    from('scan_device').select('code', 'site', 'room'),
  )
  return new Map(
    rows.map(({ code, site, room }) => [code, { site: site ?? undefined, room: room ?? undefined }]),
  )
}

async function rollOf(pupils: Staged, context: JobContext): Promise<Set<string>> {
  const rows = await context.read.all<{ pupil_id: number; date: string }>(
    pupils('seen')
      .whereExists(stayOn(context, 'seen.pupil_id', 'seen.date'))
      .select('pupil_id', 'date'),
  )
  return new Set(rows.map(({ pupil_id, date }) => onDay(pupil_id, date)))
}

export const sessionKey = (date: string, part: Part): string => `${date} ${part}`

async function sessionsOn(dates: string[], { read, from }: JobContext): Promise<Map<string, number>> {
  const rows = await read.all<{ id: number; date: string; part: Part }>(
    from('session').whereIn('date', dates).select('id', 'date', 'part'),
  )
  return new Map(rows.map(({ id, date, part }) => [sessionKey(date, part), id]))
}
