import type { ConfiguredJob } from '../config/config.ts'
import { DatabaseBusy, DatabaseUnreachable } from '../db/database.ts'
import { own } from '../db/migrations/index.ts'
import { identityOf } from '../db/open.ts'
import { inPlainWords } from '../db/trouble.ts'
import { Exit, type ExitCode, worst } from '../exit.ts'
import { trim } from '../history/trim.ts'
import { prepareLook } from '../look/prepare.ts'
import { drain } from '../outbox/drain.ts'
import { removeOldFiles } from '../outbox/files.ts'
import { nextItem } from '../outbox/waiting.ts'
import { nextSlot } from '../schedule/slots.ts'
import { tellAlerts } from './alert.ts'
import { provablyAlive } from './alive.ts'
import { claimSlot, giveUp, passOver } from './claim.ts'
import { nextDigest, tellDigest } from './digest.ts'
import { type Agenda, agendaOf } from './due.ts'
import type { Before } from './event.ts'
import { keepValid, leaveWord, writeNote } from './note.ts'
import { observe } from './observe.ts'
import { clocksDiffer } from './oddities.ts'
import { endOf } from './pause.ts'
import { perform } from './perform.ts'
import { pingWell } from './ping.ts'
import { deliverPosts, nextPost } from './post.ts'
import { begins, progressOf } from './progress.ts'
import { withWork } from './quiet.ts'
import { recover } from './recover.ts'
import type { Result } from './result.ts'
import type { School } from './school.ts'
import { sentence } from './sentence.ts'
import { skipPaused } from './skip-paused.ts'

const MINUTE = 60_000

/**
 * One tick: finds what is due, claims it, runs it, records it, and says when it is worth looking again.
 * @throws DatabaseBusy when another writer kept it from everything; what had run by then is told by its own record
 */
export async function tick(school: School, before: Before): Promise<ExitCode> {
  const now = await school.db.now()
  await observe(school, now, before)
  await begins(school, now)
  const givenUp = await recover(school, now)

  const codes: ExitCode[] = givenUp > 0 ? [Exit.failed] : []
  try {
    // A round for each link of an `after` chain, and for each missed slot where each of them counts.
    let ran = false
    while ((await runDue(school, now, codes)) && !school.stop.aborted) ran = true
    codes.push(...(await drain(school)))
    await tell(school, now, codes)
    // Some job runs every day; whether anything is ever sent again is another matter.
    if (ran) await removeOldFiles(school)
    const hasMore = await trim(school, now)
    await leaveNote(school, before, hasMore)
    await school.pings.settled()
  } catch (error) {
    if (!(error instanceof DatabaseBusy)) throw error
    leaveWord(school.config.file, school.clock())
  }
  return worst(codes)
}

/** Tells what people should know: what is wrong, and on Mondays how the week was. Mails leave at once. */
async function tell(school: School, now: number, codes: ExitCode[]): Promise<void> {
  const mails = [await tellAlerts(school, now), await tellDigest(school, now)]
  if (mails.includes(true)) codes.push(...(await drain(school)))
  await deliverPosts(school, now)
}

/** Runs what is due and adds how each run ended. @returns whether anything ran, so that more may be due now */
async function runDue(school: School, now: number, codes: ExitCode[]): Promise<boolean> {
  const agenda = await agendaOf(school, await skipPaused(school, now), now)
  await recordMissed(school, agenda, now)
  codes.push(...agenda.givenUp.map(() => Exit.failed))
  let ran = false
  for (const due of await withWork(school, agenda.due, now)) {
    if (school.stop.aborted) break
    const { code, ended } = await reporting(school, due.job, () => runSlot(school, due))
    if (code !== undefined) codes.push(code)
    ran ||= ended
  }
  return ran
}

/** One job's trouble is told and does not keep the others from running. @returns whether a run came to an end */
async function reporting(
  school: School,
  job: string,
  run: () => Promise<ExitCode | undefined>,
): Promise<{ code: ExitCode | undefined; ended: boolean }> {
  try {
    const code = await run()
    return { code, ended: code !== undefined }
  } catch (error) {
    if (error instanceof DatabaseBusy) throw error
    const isAway = error instanceof DatabaseUnreachable
    // What came of it stands in the database, as far as it got: the next tick goes on from there.
    school.logTrouble(job, error, !isAway && !inPlainWords(error))
    school.tell(
      isAway
        ? `${job}: ${error.message}. The next tick goes on from what had been done.`
        : `${job}: could not be started. ${inPlainWords(error) ?? (error as Error).stack}`,
    )
    return { code: isAway ? Exit.databaseUnreachable : Exit.failed, ended: false }
  }
}

async function recordMissed({ db }: School, { missed, givenUp }: Agenda, now: number): Promise<void> {
  if (missed.length === 0 && givenUp.length === 0) return
  await db.transaction(
    async (session) => {
      for (const { job, slot, why } of givenUp) await giveUp(session, job, slot, why, now)
      for (const { job, slots, through } of missed) await passOver(session, job, slots, through, now)
    },
    { turn: 'record' },
  )
}

async function runSlot(school: School, due: Agenda['due'][number]): Promise<ExitCode | undefined> {
  return provablyAlive(async (token) => {
    const claim = await claimSlot(school, due, token, await school.db.now())
    if (!claim) return undefined
    const result = await perform(school, due.configured, claim)
    // What the alerts are about to tell is not told twice.
    if (!result.isNews) school.tell(sentence(due.configured, claim, result))
    return exitOf(result)
  })
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

/** Says in the note when the next tick has something to look at. The tick may have taken minutes: it is later now. */
async function leaveNote(
  school: School,
  { configIsBroken, files, pinged }: Before,
  hasMore: boolean,
): Promise<void> {
  const { db, config, clock } = school
  const pingedNow = await pingWell(school, pinged)
  const row = await db.first<{ highest: number | null }>(db.sql(own('run')).max({ highest: 'id' }))
  const highestRun = row?.highest ?? 0
  const now = await db.now()
  const offset = now - clock()
  // With a broken config every tick has to say so, and clocks that differ are no ground to be idle on.
  const isWhole = configIsBroken || hasMore || clocksDiffer(offset)
  const ahead = isWhole ? undefined : await whatIsAhead(school, now)
  writeNote(config.file, {
    written: clock(),
    next: ahead ? Math.min(ahead.work, ...ahead.looks.map(({ at }) => at)) : 0,
    look:
      ahead &&
      prepareLook(
        school,
        ahead.looks.map(({ job }) => job),
        { now, until: ahead.work, highestRun },
      ),
    offset,
    files,
    highestRun,
    database: identityOf(config.database),
    ...(pingedNow === undefined ? {} : { pinged: pingedNow }),
  })
  if (!configIsBroken) keepValid(config.file, config.text)
}

/** What comes next, by the database's clock. */
interface Ahead {
  /** When something is due that is more than a look. */
  work: number
  /** Jobs that run all day and have nothing to do now, each with its next slot. */
  looks: { job: ConfiguredJob; at: number }[]
}

async function whatIsAhead(school: School, now: number): Promise<Ahead> {
  const { db } = school
  const all = await progressOf(school, now)
  const { due, waiting } = await agendaOf(school, all, now)
  const running = await db.first(db.sql(own('lease')))
  // Whatever is under way anywhere may need this host's help within the minute.
  if (due.length > 0 || running || waiting.some(({ until }) => until === undefined))
    return { work: now + MINUTE / 2, looks: [] }
  const moments = [
    ...waiting.map(({ until }) => until),
    await nextPost(school, now),
    await nextItem(school, now),
    nextDigest(school, now),
  ]
  const looks: Ahead['looks'] = []
  for (const { configured, pending, paused } of all) {
    // What is paused is looked at again at the end of that, and every five minutes: a person may end it sooner.
    if (paused) moments.push(endOf(paused))
    if (paused && configured.job.waiting) continue
    const at = nextSlot(configured.schedule, configured.rules, now)?.at
    // One that was due to be tried again by now waits for other hours, and is among the waiting.
    moments.push(...pending.map((row) => Date.parse(row.retry_at ?? '')).filter((retry) => retry > now))
    if (at !== undefined && configured.job.waiting && pending.length === 0)
      looks.push({ job: configured, at })
    else moments.push(at)
  }
  const work = moments.filter((moment) => moment !== undefined)
  return { work: Math.min(...work, Number.MAX_SAFE_INTEGER), looks }
}
