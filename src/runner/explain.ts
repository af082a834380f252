import type { ConfiguredJob } from '../config/config.ts'
import { own } from '../db/migrations/index.ts'
import { nextSlot, type Slot, slotsBetween } from '../schedule/slots.ts'
import { cautions } from './caution.ts'
import { agendaAt } from './due.ts'
import { clockTime } from './event.ts'
import { lineOfKey, onLine, type Reason, whyNoSlot } from './no-slot.ts'
import { endOf, inForceAt, pauseOn, pausesOf, pausesSince, pauseText } from './pause.ts'
import { scheduleKey } from './progress.ts'
import { looksOn } from './quiet.ts'
import { leaseOn } from './records.ts'
import type { RunRow } from './run.ts'
import type { School } from './school.ts'
import type { SlotRow } from './slot.ts'
import { attemptText, type Clock, movedText, stateText } from './slot-text.ts'
import { quietHours, whatStoodInTheWay } from './surroundings.ts'

/** Why a job ran, or did not, at one moment. Sentences for people, the most important first. */
export interface Explanation {
  job: string
  /** The slot in question, if there was one; school's wall time or UTC, as slots are named. */
  slot?: string
  /** What became of it in one word. */
  state: string
  sentences: string[]
  /** Line of the config that speaks of the job. */
  line?: number
  /** Line of the config that gives the reason, where one does: of a holiday, for example. */
  reasonLine?: number
  /** Likewise, the file that it is of. */
  reasonLineOf?: string
  /** The file that `line` is of, where that is one that the config extends. */
  lineOf?: string
}

const MINUTE = 60_000
const DAY = 86_400_000

/**
 * @param school with the config that was in force at that moment
 * @param at a moment, epoch ms; without it the job's last slot is explained
 */
export async function explain(school: School, configured: ConfiguredJob, at?: number): Promise<Explanation> {
  const now = await school.db.now()
  const slot = at === undefined ? lastSlot(configured, now) : slotAt(configured, at)
  const found = await reasonOf(school, configured, slot, at, now)
  const moment = at ?? slot?.at
  const context = at === undefined ? await present(school, configured, now) : []
  // What held at that moment may hold still.
  const news = context.filter((one) => !found.sentences.includes(one))
  return {
    job: configured.id,
    ...(slot ? { slot: slot.name } : {}),
    state: found.state,
    sentences: [
      ...switchedOff(school, configured),
      ...found.sentences,
      ...(moment === undefined ? [] : quietHours(school, configured, moment)),
      ...inShadow(school, configured),
      ...news,
    ],
    ...(configured.line ? { line: configured.line } : {}),
    ...(found.line ? { reasonLine: found.line.line } : {}),
    ...(found.line?.file ? { reasonLineOf: found.line.file } : {}),
    ...(configured.lineOf ? { lineOf: configured.lineOf } : {}),
  }
}

type Found = Reason & { state: string }

async function reasonOf(
  school: School,
  configured: ConfiguredJob,
  slot: Slot | undefined,
  at: number | undefined,
  now: number,
): Promise<Found> {
  if (slot) return whatBecameOf(school, configured, slot, now)
  if (at !== undefined) return { state: 'no slot', ...whyNoSlot(school, configured, at) }
  return { state: 'no slot', sentences: ['It has had no slot in the last year.'] }
}

function switchedOff({ config }: School, { id, enabled }: ConfiguredJob): string[] {
  if (enabled) return []
  return [`It is switched off (enabled: false)${onLine(lineOfKey(config, id, ['enabled']))}.`]
}

function inShadow({ config }: School, { id, enabled, shadow }: ConfiguredJob): string[] {
  if (!shadow || !enabled) return []
  const where = onLine(lineOfKey(config, id, ['shadow']))
  return [
    `It is in shadow${where}: its runs work out what they would do, and change nothing. To let it act: pars-auto go-live ${id}`,
  ]
}

function slotAt({ schedule, rules }: ConfiguredJob, at: number): Slot | undefined {
  const minute = Math.floor(at / MINUTE) * MINUTE
  return slotsBetween(schedule, rules, minute - 1, minute + MINUTE - 1)[0]
}

function lastSlot({ schedule, rules }: ConfiguredJob, now: number): Slot | undefined {
  for (const days of [1, 8, 60, 400]) {
    const slot = slotsBetween(schedule, rules, now - days * DAY, now).at(-1)
    if (slot) return slot
  }
  return undefined
}

async function whatBecameOf(
  school: School,
  configured: ConfiguredJob,
  slot: Slot,
  now: number,
): Promise<Found> {
  const { db, config } = school
  const clock: Clock = (instant) => clockTime(config, instant)
  const record = await db.first<SlotRow>(db.sql(own('slot')).where({ job: configured.id, slot: slot.name }))
  const moved = movedText(slot, configured, clock)
  if (!record) {
    const { state, sentences } = await unrecorded(school, configured, slot, now, clock)
    return { state, sentences: [...moved, ...sentences] }
  }
  const attempts = await db.all<RunRow>(
    db.sql(own('run')).where({ job: configured.id, slot: slot.name }).orderBy('id'),
  )
  const wasLate = record.state === 'missed' || record.attempts > 0
  const sentences = [
    ...moved,
    ...stateText(record, attempts.at(-1), clock),
    ...attempts.map((run) => attemptText(run, clock)),
    ...(wasLate ? await whatStoodInTheWay(school, slot.at, Date.parse(record.decided_at)) : []),
  ]
  return { state: record.state === 'done' ? (attempts.at(-1)?.state ?? 'done') : record.state, sentences }
}

const times = (count: number) => (count === 1 ? 'once' : `${count} times`)

async function unrecorded(
  school: School,
  configured: ConfiguredJob,
  slot: Slot,
  now: number,
  clock: Clock,
): Promise<Found> {
  const { db, config } = school
  const undecided = (...sentences: string[]): Found => ({ state: 'undecided', sentences })
  const when = `The slot of ${clock(slot.at)}`
  if (!configured.enabled) return undecided()
  const paused = inForceAt(pausesOf(await pausesSince(db, slot.at), configured), slot.at)
  if (slot.at > now) {
    const words = paused
      ? [`${when} will be skipped.`, pauseText(config, paused)]
      : [`${when} is still to come.`]
    return { state: 'to come', sentences: words }
  }
  const begun = await db.first<{ since: string }>(
    db.sql(own('schedule')).where({ job: configured.id, schedule: scheduleKey(configured) }),
  )
  const inTheWay = await whatStoodInTheWay(school, slot.at, now)
  if (!begun)
    return undecided(
      'No tick has seen this job with this schedule yet. Does Task Scheduler, or cron, start pars-auto run-due every minute?',
      ...inTheWay,
    )
  if (slot.at < Date.parse(begun.since))
    return undecided(
      `Its schedule was first seen at ${clock(begun.since)}: ${when.replace('The', 'the')} came before that, and is not made up for.`,
    )
  if (paused) return { state: 'skipped', sentences: [`${when} was skipped.`, pauseText(config, paused)] }
  const { waiting } = await agendaAt(school, now)
  const wait = waiting.find(({ job }) => job === configured.id)
  if (wait)
    return undecided(
      `The slot of ${clock(wait.slot.at)} ${wait.why.replace(/^\d[^:]*: /, '').replace(/\.$/, '')}.`,
    )
  const mark = await db.first<{ handled_through: string | null }>(
    db.sql(own('job')).where({ job: configured.id }),
  )
  if (mark?.handled_through && Date.parse(mark.handled_through) >= slot.at) {
    if (slot.at < now - school.config.history.keep)
      return undecided(
        `The slot of ${clock(slot.at)} is longer ago than what goes well is kept (history.keep). Had it failed or been missed, it would still be on record.`,
      )
    return undecided(await passedOver(school, configured, slot, clock))
  }
  return undecided(`${when} is due: the next tick runs it.`, ...inTheWay)
}

async function passedOver(
  { db, config }: School,
  { id }: ConfiguredJob,
  slot: Slot,
  clock: Clock,
): Promise<string> {
  const day = config.school.zone.dayAt(slot.at).toString()
  const quiet = await looksOn(db, id, day)
  return quiet
    ? `Nothing was waiting at ${clock(slot.at)}. On ${day} it looked ${times(quiet.looks)} and found nothing to do, last at ${clock(quiet.last_at).slice(11)}.`
    : `The slot of ${clock(slot.at)} was passed over together with others; the record of the last one says why.`
}

/** What holds for the job right now, whatever slot is asked about. */
async function present(school: School, configured: ConfiguredJob, now: number): Promise<string[]> {
  const { db, config } = school
  const { schedule, rules, enabled, id } = configured
  const lease = await leaseOn(db, id)
  const held = await cautions(db, school.host)
  const paused = await pauseOn(db, configured, now)
  const from = paused ? endOf(paused) - 1 : now
  const next = enabled && Number.isFinite(from) ? nextSlot(schedule, rules, from) : undefined
  return [
    ...(lease ? [`Run ${lease.run_id} has it now: process ${lease.pid} on ${lease.host}.`] : []),
    ...held.map(({ detail }) => detail),
    ...(paused ? [pauseText(config, paused)] : []),
    ...(next ? [`Next: ${clockTime(config, next.at)}.`] : []),
  ]
}
