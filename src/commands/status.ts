import path from 'node:path'
import { DatabaseUnreachable } from '../db/database.ts'
import { Exit, type ExitCode, worst } from '../exit.ts'
import { readNote } from '../runner/note.ts'
import { inForceAt, pausesOf, pausesSince } from '../runner/pause.ts'
import { type Status, statusOf, troubleOf } from '../runner/status.ts'
import type { World } from '../world.ts'
import { alertJson } from './ack.ts'
import { asJson } from './display.ts'
import { comingRuns, pauseJson } from './list.ts'
import { type CommonOptions, configFile } from './options.ts'
import { withSchoolInForce } from './school.ts'
import { awayText, statusText } from './status-text.ts'

/** How many runs to come are shown. */
const COMING = 3

/**
 * How everything stands, on one screen. The exit code says whether somebody is needed: as a tick's would, with 1 also
 * when the ticks have stopped, a mandatory job is overdue or any other incident is open.
 */
export async function status(world: World, options: CommonOptions): Promise<ExitCode> {
  const file = path.resolve(world.cwd, configFile(options, world))
  // Before the database is asked: a login that pauses leaves its mark there.
  const lastTick = readNote(file)?.touched
  try {
    return await withSchoolInForce(world, options, async (school, _person, isBroken) => {
      const { config, db } = school
      const now = await db.now()
      const found = await statusOf(school, now, lastTick)
      const pauses = await pausesSince(db, now)
      const next = comingRuns(config.jobs, now, COMING, (job, at) => !inForceAt(pausesOf(pauses, job), at))
      const code = exitOf(found, isBroken)
      const shown = { found, next, code, isBroken, now, lastTick }
      world.out(
        options.json ? asJson(reached(world, school.db.place, shown)) : statusText(world, school, shown),
      )
      return code
    })
  } catch (error) {
    if (!(error instanceof DatabaseUnreachable)) throw error
    const { message } = error
    world.out(options.json ? asJson(away(world, message, lastTick)) : awayText(world, message, lastTick))
    return Exit.databaseUnreachable
  }
}

/** All that there is to show. */
export interface Shown {
  found: Status
  next: ReturnType<typeof comingRuns>
  code: ExitCode
  /** The file has errors, and the last valid config is in force. */
  isBroken: boolean
  /** By the database's clock, epoch ms. */
  now: number
  /** When this host last ticked at all, by its own clock, epoch ms. */
  lastTick: number | undefined
}

function exitOf({ ticks, mandatory, incidents }: Status, isBroken: boolean): ExitCode {
  const ofIncident = (subject: string): ExitCode => {
    const trouble = troubleOf(subject)?.trouble
    return trouble === 'held' ? Exit.held : trouble === 'partial' ? Exit.partial : Exit.failed
  }
  return worst([
    ...(isBroken ? [Exit.configInvalid] : []),
    ...(ticks.stopped || mandatory.some(({ overdue }) => overdue) ? [Exit.failed] : []),
    ...incidents.map(({ subject }) => ofIncident(subject)),
  ])
}

/** What `status --json` says of a school: docs/status.md describes it. */
export type StatusJson = ReturnType<typeof reached> | ReturnType<typeof away>

function away(world: World, message: string, lastTick: number | undefined) {
  const database = { reached: false as const, message }
  return { ok: false, exit: Exit.databaseUnreachable, database, here: here(world, lastTick) }
}

const here = ({ host }: World, lastTick: number | undefined) => ({
  host: host.name,
  lastTick: lastTick ? new Date(lastTick).toISOString() : null,
})

function reached(world: World, place: string, { found, next, code, isBroken, lastTick }: Shown) {
  const { ticks, jobs, mandatory, incidents, pauses, cautions, outbox } = found
  return {
    ok: code === Exit.done,
    exit: code,
    config: { valid: !isBroken },
    database: { reached: true as const, place },
    here: here(world, lastTick),
    ticks,
    jobs,
    mandatory: mandatory.map(({ job, lastSuccess, overdue }) => ({ job, lastSuccess, overdue })),
    incidents: incidents.map(alertJson),
    pauses: pauses.map((pause) => ({ job: pause.job || null, ...pauseJson(pause) })),
    cautions: cautions.map(({ reason, host, detail, since }) => ({
      reason,
      host: host || null,
      detail,
      since,
    })),
    outbox,
    next: next.map(({ job, slot }) => ({ job, slot: slot.name, at: new Date(slot.at).toISOString() })),
  }
}
