import type { ConfiguredJob } from '../config/config.ts'
import { own } from '../db/migrations/index.ts'
import { Exit, type ExitCode, worst } from '../exit.ts'
import { nextSlot } from '../schedule/slots.ts'
import { isOpen, raise, settle, tellAlerts } from './alert.ts'
import { provablyAlive } from './alive.ts'
import { claimSlot, giveUp, passOver } from './claim.ts'
import { type Agenda, agendaAt } from './due.ts'
import type { Before } from './event.ts'
import { writeNote } from './note.ts'
import { observe } from './observe.ts'
import { clocksDiffer } from './oddities.ts'
import { perform, type Result } from './perform.ts'
import { begins, progressOf } from './progress.ts'
import { recover } from './recover.ts'
import type { Claim } from './run.ts'
import type { School } from './school.ts'
import { sentence } from './sentence.ts'

const MINUTE = 60_000

/** One tick: finds what is due, claims it, runs it, records it, and says when it is worth looking again. */
export async function tick(school: School, before: Before): Promise<ExitCode> {
  const now = await school.db.now()
  await observe(school, now, before)
  await begins(school, now)
  await recover(school, now)

  const codes: ExitCode[] = []
  // A round for each link of an `after` chain: a follower becomes due when its predecessor has ended.
  for (let round = 0; round <= school.config.jobs.length; round += 1) {
    const ran = await runDue(school, now)
    codes.push(...ran)
    if (ran.length === 0 || school.stop.aborted) break
  }

  await tellAlerts(school, now)
  await leaveNote(school, now, before)
  return worst(codes)
}

async function runDue(school: School, now: number): Promise<ExitCode[]> {
  const agenda = await agendaAt(school, now)
  await recordMissed(school, agenda, now)
  const codes: ExitCode[] = []
  for (const due of agenda.due) {
    if (school.stop.aborted) break
    const code = await runSlot(school, due, now)
    if (code !== undefined) codes.push(code)
  }
  return codes
}

async function recordMissed({ db }: School, { missed, givenUp }: Agenda, now: number): Promise<void> {
  if (missed.length === 0 && givenUp.length === 0) return
  await db.transaction(async (session) => {
    for (const { job, slot, why } of givenUp) await giveUp(session, job, slot, why, now)
    for (const { job, slots, through } of missed) await passOver(session, job, slots, through, now)
  })
}

async function runSlot(
  school: School,
  due: Agenda['due'][number],
  now: number,
): Promise<ExitCode | undefined> {
  return provablyAlive(async (token) => {
    const claim = await claimSlot(school, due, token, now)
    if (!claim) return undefined
    const result = await carry(school, due.configured, claim)
    school.tell(sentence(due.configured, claim, result))
    return exitOf(result)
  })
}

/** Runs a claimed job, and opens or closes the incident that its end means. */
export async function carry(school: School, configured: ConfiguredJob, claim: Claim): Promise<Result> {
  const result = await perform(school, configured, claim)
  await alertOf(school, configured, claim, result)
  return result
}

async function alertOf(
  school: School,
  configured: ConfiguredJob,
  claim: Claim,
  result: Result,
): Promise<void> {
  const { db } = school
  const subject = `job ${configured.id}`
  const isOver = result.outcome === 'succeeded'
  // A failure that is tried again in a minute is not yet trouble.
  if (!isOver && (result.slot === 'pending' || result.interrupted || result.outcome === 'abandoned')) return
  if (isOver && !(await isOpen(db, subject))) return
  const now = await db.now()
  await db.transaction((session) =>
    isOver
      ? settle(session, subject, now)
      : raise(session, subject, sentence(configured, claim, result), now),
  )
}

export function exitOf({ outcome }: Pick<Result, 'outcome'>): ExitCode {
  switch (outcome) {
    case 'succeeded':
      return Exit.done
    case 'partial':
      return Exit.partial
    case 'held':
      return Exit.held
    case 'timed-out':
      return Exit.timedOut
    case 'abandoned':
    case 'failed':
      return Exit.failed
  }
}

/** Says in the note when the next tick has something to look at. */
async function leaveNote(school: School, now: number, { configIsBroken }: Before): Promise<void> {
  const { db, config, clock } = school
  const row = await db.first<{ highest: number | null }>(db.sql(own('run')).max({ highest: 'id' }))
  const offset = now - clock()
  writeNote(config.file, [config.file, ...config.alsoRead], {
    written: clock(),
    // With a broken config every tick has to say so, and clocks that differ are no ground to be idle on.
    next: configIsBroken || clocksDiffer(offset) ? 0 : await nextLook(school, now),
    offset,
    highestRun: row?.highest ?? 0,
    database: config.database,
  })
}

async function nextLook(school: School, now: number): Promise<number> {
  const { db } = school
  const { due, waiting } = await agendaAt(school, now)
  const running = await db.first(db.sql(own('lease')))
  const untold = await db.first(db.sql(own('alert')).whereNull('told_at').whereNull('closed_at'))
  // Whatever is under way anywhere may need this host's help within the minute.
  if (due.length > 0 || running || untold || waiting.some(({ until }) => until === undefined))
    return now + MINUTE / 2
  const moments = (await progressOf(school)).flatMap(({ configured, pending }) => [
    nextSlot(configured.schedule, configured.rules, now)?.at,
    // One that was due to be tried again by now waits for other hours, and is among the waiting.
    ...pending.map((row) => Date.parse(row.retry_at ?? '')).filter((at) => at > now),
  ])
  moments.push(...waiting.map(({ until }) => until))
  return Math.min(...moments.filter((moment) => moment !== undefined), Number.MAX_SAFE_INTEGER)
}
