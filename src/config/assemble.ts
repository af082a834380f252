import path from 'node:path'
import { z } from 'zod'
import type { TableName } from '../db/contract.ts'
import type { DatabasePlace } from '../db/database.ts'
import type { LogPlace } from '../log/log.ts'
import { Calendar, type CalendarText } from '../schedule/calendar.ts'
import { Day } from '../schedule/day.ts'
import { parseHours } from '../schedule/hours.ts'
import { parseTime } from '../schedule/wall.ts'
import { assembleJobs } from './assemble-jobs.ts'
import type { Checker } from './check.ts'
import type { BusyHours } from './config.ts'
import { type DatabaseSection, placeOf } from './database-place.ts'
import type { Draft } from './draft.ts'
import { bare, zoneNamed } from './fields.ts'
import type { Section } from './outgoing.ts'
import { sections } from './schema.ts'
import { parseSize } from './size.ts'
import { at, type LocatedMap } from './tree.ts'

type Sections = { [Key in keyof typeof sections]: z.output<(typeof sections)[Key]> }

/**
 * Makes the draft of a config from what stands in the file; everything that is wrong goes to the checker.
 * @param file its absolute path
 * @param now epoch ms
 */
export function assemble(root: LocatedMap, checker: Checker, file: string, now: number): Draft {
  checker.checkKeys([], [...Object.keys(sections), 'jobs'])
  const section = <Key extends keyof Sections>(key: Key) =>
    read(key, root, checker) as Partial<Sections[Key]> | undefined
  const school = section('school')
  const database = section('database')
  const sims = section('sims')
  const calendar = section('calendar') ?? {}
  const dates = datesOf(calendar)
  // As a whole: a part of it would not send anything. Its keys are looked at one by one all the same.
  const outgoing = <Key extends 'sms' | 'mail' | 'print'>(key: Key) => {
    const before = checker.findings.length
    const found = section(key)
    // A key may be missing without a finding of the checker: a variable in it that is not set is reported before.
    const isWhole = checker.findings.length === before && sections[key].safeParse(found).success
    return found && isWhole ? (found as Section<Key>) : undefined
  }
  const placeIn = (key: 'database' | 'sims', found: DatabaseSection) =>
    placeOf(found, file, (...field) => at(root, [key, ...field]) !== undefined, key)
  const draft: Draft = {
    now,
    file,
    root,
    school: school?.name === undefined ? undefined : { name: school.name, guests: school.guests ?? false },
    zone: zoneNamed(school?.timezone ?? ''),
    databaseSection: database ?? {},
    database: database && placeIn('database', database),
    simsSection: sims ?? {},
    sims: sims && simsPlace(sims.tables, placeIn('sims', sims)),
    busy: (section('server')?.busy ?? []).map(busyHours),
    schoolHours: parseHours(checker.check(sections.schoolHours, ['schoolHours']) ?? ''),
    calendarSection: calendar,
    dates,
    calendar: new Calendar(dates),
    alerts: section('alerts') ?? {},
    history: section('history') ?? {},
    log: logPlace(section('log') ?? {}, file),
    sms: outgoing('sms'),
    mail: outgoing('mail'),
    print: outgoing('print'),
    permissions: section('permissions'),
    jobs: [],
    byId: new Map(),
    ids: new Set(),
  }
  checker.check(sections.envFile, ['envFile'])
  checker.check(sections.extends, ['extends'])
  assembleJobs(draft, checker)
  draft.byId = new Map(draft.jobs.map((job) => [job.id, job]))
  return draft
}

/** What the section `database` says, by values that the checker knows. */
export const databaseIn = (root: LocatedMap, checker: Checker) =>
  read('database', root, checker) as DatabaseSection | undefined

/** A section key by key, as far as it is a group of keys at all. */
function read(key: keyof Sections, root: LocatedMap, checker: Checker): unknown {
  const schema = bare(sections[key])
  if (!(schema instanceof z.ZodObject) || at(root, [key])?.kind !== 'map')
    return checker.check(sections[key], [key])
  checker.checkKeys([key], Object.keys(schema.shape))
  return checker.checkEach(schema.shape, [key])
}

const simsPlace = (tables: TableName[] = [], place?: DatabasePlace) => place && { place, tables }

/** Something wrong in it is reported, and as usual meanwhile. */
function logPlace(found: Partial<Sections['log']>, file: string): LogPlace {
  const { enabled, file: name, size, keep } = { ...sections.log.parse(undefined), ...found }
  return { enabled, file: path.resolve(path.dirname(file), name), size: parseSize(size)!, keep }
}

function busyHours({ from, to, why }: { from: string; to: string; why: string }): BusyHours {
  return { from: parseTime(from)!, to: parseTime(to)!, why }
}

/** The dates of the section `calendar`. */
export function datesOf({
  terms = [],
  holidays = [],
  inset = [],
  earlyClosing = [],
}: Partial<Sections['calendar']>): CalendarText {
  return {
    terms: terms.map(({ name, from, to }) => ({ name, from: Day.parse(from), to: Day.parse(to) })),
    // One without dates, or with too many, is reported by the rule calendar-order.
    holidays: holidays.flatMap(({ name, on, from, to }) => {
      const [first, last] = [on ?? from, on ?? to]
      return first && last ? [{ name, from: Day.parse(first), to: Day.parse(last) }] : []
    }),
    inset: inset.map((day) => Day.parse(day)),
    earlyClosing: earlyClosing.map(({ on, at: time }) => ({ on: Day.parse(on), at: parseTime(time)! })),
  }
}
