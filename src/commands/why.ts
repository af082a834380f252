import path from 'node:path'
import type { Config, ConfiguredJob } from '../config/config.ts'
import { loadConfigText } from '../config/load.ts'
import { Exit, type ExitCode, UserError } from '../exit.ts'
import { explain } from '../runner/explain.ts'
import { configText } from '../runner/records.ts'
import { type School, sourceOf } from '../runner/school.ts'
import { Day } from '../schedule/day.ts'
import { parseTime, wallMinute } from '../schedule/wall.ts'
import type { World } from '../world.ts'
import { asJson, paint } from './display.ts'
import { knownJob } from './history.ts'
import type { CommonOptions } from './options.ts'
import { withSchoolInForce } from './school.ts'

/** Why a job ran, or did not. */
export async function why(
  world: World,
  options: CommonOptions & { at?: string },
  id: string,
): Promise<ExitCode> {
  return withSchoolInForce(world, options, async (school) => {
    const now = await school.db.now()
    const at = options.at === undefined ? undefined : momentOf(options.at, school, now)
    const config = at !== undefined && at < now ? await configAt(world, school, at) : school.config
    const configured = config.jobs.find((job) => job.id === id) ?? current(school, id)
    const told = await explain({ ...school, config }, configured, at)
    if (options.json) {
      world.out(asJson(told))
    } else {
      const where = told.line
        ? `${path.basename(config.file)}:${told.line}`
        : 'built-in defaults: the config does not mention it'
      const { bold, dim } = paint(world)
      world.out(`${bold(told.job)} ${dim(`(${configured.schedule.text}; ${where})`)}\n`)
      for (const sentence of told.sentences) world.out(`  ${sentence}\n`)
    }
    return Exit.done
  })
}

function current(school: School, id: string): ConfiguredJob {
  knownJob(school, id)
  return school.config.jobs.find((job) => job.id === id)!
}

/** `23:00` of today, or `2026-11-23 23:00`, on the school's clock; or an instant in UTC ending in Z. */
function momentOf(text: string, { config }: School, now: number): number {
  const { zone } = config.school
  const parts = /^(?:(\d{4}-\d{2}-\d{2})[ T])?(\d{1,2}:\d{2})$/.exec(text.trim())
  const minute = parts?.[2] === undefined ? undefined : parseTime(parts[2].padStart(5, '0'))
  if (minute !== undefined) {
    const day = dayOf(parts?.[1], zone.dayAt(now))
    if (day) return zone.firstInstantOf(wallMinute(day, minute))
  }
  const instant = /Z$/.test(text) ? Date.parse(text) : Number.NaN
  if (!Number.isNaN(instant)) return instant
  throw new UserError(
    `--at takes a moment such as 23:00 or "2026-11-23 23:00"; "${text}" is none.`,
    Exit.usage,
  )
}

function dayOf(text: string | undefined, today: Day): Day | undefined {
  try {
    return text === undefined ? today : Day.parse(text)
  } catch {
    return undefined
  }
}

/** The config that was in force at a moment: what it said then explains what happened then. */
async function configAt(world: World, school: School, at: number): Promise<Config> {
  const { db, config } = school
  const row = await configText(db, sourceOf(school), at)
  if (!row || row.hash === config.hash) return config
  return loadConfigText(row.text, config.file, { env: world.env, now: at }).config ?? config
}
