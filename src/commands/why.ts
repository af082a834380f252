import path from 'node:path'
import type { Config, ConfiguredJob } from '../config/config.ts'
import { loadConfigText } from '../config/load.ts'
import { own } from '../db/migrations/index.ts'
import { Exit, type ExitCode } from '../exit.ts'
import { clockTime } from '../runner/event.ts'
import { type Explanation, explain } from '../runner/explain.ts'
import { configText } from '../runner/records.ts'
import { iso, type School, sourceOf } from '../runner/school.ts'
import type { World } from '../world.ts'
import { asJson, folded, paint } from './display.ts'
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
    const { config, changedAt } =
      at !== undefined && at < now
        ? await configAt(world, school, at)
        : { config: school.config, changedAt: undefined }
    const then = config.jobs.find((job) => job.id === id)
    const configured = then ?? current(school, id)
    const found = then ? await explain({ ...school, config }, configured, at) : notYet(configured)
    const told = { ...found, sentences: [...found.sentences, ...changedText(school, changedAt)] }
    if (options.json) {
      world.out(asJson(told))
    } else {
      const where = told.line
        ? `${path.basename(told.lineOf ?? config.file)}:${told.line}`
        : 'built-in defaults: the config does not mention it'
      const { bold, dim } = paint(world)
      world.out(`${bold(told.job)} ${dim(`(${configured.schedule.text}; ${where})`)}\n`)
      for (const sentence of told.sentences) world.out(`  ${folded(world, sentence, 4)}\n`)
    }
    return Exit.done
  })
}

/** The config of that time did not have it. */
const notYet = ({ id }: ConfiguredJob): Explanation => ({
  job: id,
  state: 'not in the config',
  sentences: ['The config that was in force then did not have this job.'],
})

const changedText = ({ config }: School, changedAt?: string): string[] =>
  changedAt
    ? [`This goes by the config that was in force then. It was changed by ${clockTime(config, changedAt)}.`]
    : []

function current(school: School, id: string): ConfiguredJob {
  knownJob(school, id)
  return school.config.jobs.find((job) => job.id === id)!
}

/** The config that was in force at a moment: what it said then explains what happened then. */
async function configAt(
  world: World,
  school: School,
  at: number,
): Promise<{ config: Config; changedAt?: string }> {
  const { db, config } = school
  const row = await configText(db, sourceOf(school), at)
  if (!row || row.hash === config.hash) return { config }
  const then = loadConfigText(row.text, config.file, { env: world.env, now: at }).config
  if (!then) return { config }
  const next = await db.first<{ used_at: string }>(
    db
      .sql(own('config'))
      .where({ source: sourceOf(school) })
      .where('used_at', '>', iso(at))
      .orderBy('id')
      .limit(1),
  )
  return { config: then, changedAt: next?.used_at ?? iso(await db.now()) }
}
