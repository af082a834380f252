import type { ConfiguredJob } from '../config/config.ts'
import { own } from '../db/migrations/index.ts'
import { nextSlot, type Slot, slotsBetween } from '../schedule/slots.ts'
import { cautions } from './caution.ts'
import { agendaAt } from './due.ts'
import { clockTime } from './event.ts'
import { whyNoSlot } from './no-slot.ts'
import { scheduleKey } from './progress.ts'
import { looksOn } from './quiet.ts'
import { leaseOn } from './records.ts'
import type { RunRow } from './run.ts'
import { iso, type School } from './school.ts'
import type { SlotRow } from './slot.ts'

/** Why a job ran, or did not, at one moment. Sentences for people, the most important first. */
export interface Explanation {
  job: string
  /** The slot in question, if there was one; school's wall time or UTC, as slots are named. */
  slot?: string
  /** What became of it in one word. */
  state: string
  sentences: string[]
  /** Line of the config that says so. */
  line?: number
  /** The file that it is of, where that is one that the config extends. */
  lineOf?: string
}

const MINUTE = 60_000
const DAY = 86_400_000

/** @param at a moment, epoch ms; without it the job's last slot is explained */
export async function explain(school: School, configured: ConfiguredJob, at?: number): Promise<Explanation> {
  const now = await school.db.now()
  const slot = at === undefined ? lastSlot(configured, now) : slotAt(configured, at)
  const found = slot
    ? await whatBecameOf(school, configured, slot, now)
    : {
        state: 'no slot',
        sentences:
          at === undefined ? ['It has had no slot in the last year.'] : whyNoSlot(school, configured, at),
      }
  const context = at === undefined ? await present(school, configured, now) : []
  return {
    job: configured.id,
    ...(slot ? { slot: slot.name } : {}),
    state: found.state,
    sentences: [
      ...(configured.enabled ? [] : ['It is switched off (enabled: false).']),
      ...found.sentences,
      ...context,
    ],
    ...(configured.line ? { line: configured.line } : {}),
    ...(configured.lineOf ? { lineOf: configured.lineOf } : {}),
  }
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

async function whatBecameOf(school: School, configured: ConfiguredJob, slot: Slot, now: number) {
  const { db, config } = school
  const clock: Clock = (instant) => clockTime(config, instant)
  const record = await db.first<SlotRow>(db.sql(own('slot')).where({ job: configured.id, slot: slot.name }))
  const moved =
    slot.moved === 'clock-change'
      ? [`The clocks changed that night: ${slot.name.slice(11)} ran at ${clock(slot.at)}.`]
      : []
  if (!record) {
    const sentences = await unrecorded(school, configured, slot, now, clock)
    return { state: slot.at > now ? 'to come' : 'undecided', sentences: [...moved, ...sentences] }
  }
  const attempts = await db.all<RunRow>(
    db.sql(own('run')).where({ job: configured.id, slot: slot.name }).orderBy('id'),
  )
  const told = attempts.map((run) => attemptText(run, clock))
  const sentences = [
    ...moved,
    ...stateText(record, attempts.at(-1), clock),
    ...told,
    ...(await hostWasOff(school, record, slot, clock)),
  ]
  return { state: record.state === 'done' ? (attempts.at(-1)?.state ?? 'done') : record.state, sentences }
}

const times = (count: number) => (count === 1 ? 'once' : `${count} times`)

type Clock = (instant: number | string) => string

function stateText(record: SlotRow, last: RunRow | undefined, clock: Clock): string[] {
  const when = clock(record.due_at)
  const others = record.others > 0 ? [`The record stands for ${record.others} earlier slots as well.`] : []
  const reason = record.reason ? [record.reason] : []
  switch (record.state) {
    case 'done':
      return [`The slot of ${when} is done: ${last?.state.replace('-', ' ') ?? 'finished'}.`, ...reason]
    case 'running':
      return [`The slot of ${when} is running now.`, ...reason]
    case 'pending':
      return [
        `The slot of ${when} is tried again at ${clock(record.retry_at ?? record.decided_at)}, after ${record.attempts} attempt(s).`,
        ...reason,
      ]
    case 'held':
      return [
        `The slot of ${when} is held for a person.`,
        ...reason,
        `To let it go: pars-auto approve ${last?.id ?? 'RUN'}`,
      ]
    case 'skipped':
      return [`The slot of ${when} was skipped.`, ...reason]
    case 'missed':
      return [`The slot of ${when} was missed.`, ...reason, ...others]
  }
}

function attemptText(run: RunRow, clock: Clock): string {
  const message = run.message ? `: ${run.message}` : ''
  return `Attempt ${run.attempt} (run ${run.id}) started ${clock(run.started_at)} on ${run.host}: ${run.state.replace('-', ' ')}${run.shadow ? ' in shadow' : ''}${message}`
}

async function hostWasOff({ db }: School, record: SlotRow, slot: Slot, clock: Clock): Promise<string[]> {
  if (record.state !== 'missed' && record.attempts === 0) return []
  const offs = await db.all<{ at: string; since: string; detail: string }>(
    db
      .sql(own('event'))
      .where({ kind: 'host-off' })
      .where('since', '<=', iso(slot.at))
      .where('at', '>=', iso(slot.at))
      .orderBy('id')
      .limit(3),
  )
  return offs.map(
    ({ since, at }) => `The host was off, or did not look, from ${clock(since)} to ${clock(at)}.`,
  )
}

async function unrecorded(
  school: School,
  configured: ConfiguredJob,
  slot: Slot,
  now: number,
  clock: Clock,
): Promise<string[]> {
  const { db } = school
  if (!configured.enabled) return []
  if (slot.at > now) return [`The slot of ${clock(slot.at)} is still to come.`]
  const begun = await db.first<{ since: string }>(
    db.sql(own('schedule')).where({ job: configured.id, schedule: scheduleKey(configured) }),
  )
  if (!begun)
    return [
      'No tick has seen this job with this schedule yet. Does Task Scheduler, or cron, start pars-auto run-due every minute?',
    ]
  if (slot.at < Date.parse(begun.since)) {
    return [
      `Its schedule was first seen at ${clock(begun.since)}: the slot of ${clock(slot.at)} came before that, and is not made up for.`,
    ]
  }
  const { waiting } = await agendaAt(school, now)
  const wait = waiting.find(({ job }) => job === configured.id)
  if (wait) return [`The slot of ${clock(wait.slot.at)} ${wait.why.replace(/^.*?: /, '')}.`]
  const mark = await db.first<{ handled_through: string | null }>(
    db.sql(own('job')).where({ job: configured.id }),
  )
  if (mark?.handled_through && Date.parse(mark.handled_through) >= slot.at) {
    const day = school.config.school.zone.dayAt(slot.at).toString()
    const quiet = await looksOn(db, configured.id, day)
    if (quiet) {
      return [
        `Nothing was waiting at ${clock(slot.at)}. On ${day} it looked ${times(quiet.looks)} and found nothing to do, last at ${clock(quiet.last_at).slice(11)}.`,
      ]
    }
    return [
      `The slot of ${clock(slot.at)} was passed over together with others; the record of the last one says why.`,
    ]
  }
  return [`The slot of ${clock(slot.at)} is due: the next tick runs it.`]
}

/** What holds for the job right now, whatever slot is asked about. */
async function present(school: School, configured: ConfiguredJob, now: number): Promise<string[]> {
  const { db, config } = school
  const lease = await leaseOn(db, configured.id)
  const held = await cautions(db, school.host)
  const next = configured.enabled ? nextSlot(configured.schedule, configured.rules, now) : undefined
  return [
    ...(lease ? [`Run ${lease.run_id} has it now: process ${lease.pid} on ${lease.host}.`] : []),
    ...held.map(({ detail }) => detail),
    ...(next ? [`Next: ${clockTime(config, next.at)}.`] : []),
  ]
}
