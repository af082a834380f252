import path from 'node:path'
import type { Config, ConfiguredJob } from '../config/config.ts'
import { loadConfigText } from '../config/load.ts'
import { Exit, type ExitCode } from '../exit.ts'
import { explain } from '../runner/explain.ts'
import { configText } from '../runner/records.ts'
import { type School, sourceOf } from '../runner/school.ts'
import type { World } from '../world.ts'
import { asJson, paint } from './display.ts'
import { knownJob } from './history.ts'
import { momentOf } from './moment.ts'
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
    const at = options.at === undefined ? undefined : momentOf('--at', options.at, school, now)
    const config = at !== undefined && at < now ? await configAt(world, school, at) : school.config
    const configured = config.jobs.find((job) => job.id === id) ?? current(school, id)
    const told = await explain({ ...school, config }, configured, at)
    if (options.json) {
      world.out(asJson(told))
    } else {
      const where = told.line
        ? `${path.basename(told.lineOf ?? config.file)}:${told.line}`
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

/** The config that was in force at a moment: what it said then explains what happened then. */
async function configAt(world: World, school: School, at: number): Promise<Config> {
  const { db, config } = school
  const row = await configText(db, sourceOf(school), at)
  if (!row || row.hash === config.hash) return config
  return loadConfigText(row.text, config.file, { env: world.env, now: at }).config ?? config
}
