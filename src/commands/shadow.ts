import type { ConfiguredJob } from '../config/config.ts'
import { Exit, type ExitCode } from '../exit.ts'
import type { School } from '../runner/school.ts'
import { wallMinute } from '../schedule/wall.ts'
import { type Comparison, comparisonOf } from '../shadow/comparison.ts'
import type { World } from '../world.ts'
import { dateOf } from './date.ts'
import { asJson } from './display.ts'
import { unknownJob } from './job-named.ts'
import type { CommonOptions } from './options.ts'
import { withSchoolInForce } from './school.ts'
import { comparisonText } from './shadow-text.ts'

interface ReportOptions extends CommonOptions {
  since?: string
}

/** So many days are compared unless somebody says since when. */
const DAYS = 30

/** What the jobs in shadow would have done, beside what has come about. Changes nothing. */
export async function shadowReport(
  world: World,
  options: ReportOptions,
  id: string | undefined,
): Promise<ExitCode> {
  return withSchoolInForce(world, options, async (school) => {
    const { zone } = school.config.school
    const today = zone.dayAt(await school.db.now())
    const day = options.since === undefined ? today.plusDays(1 - DAYS) : dateOf('--since', options.since)
    const jobs = id === undefined ? inShadow(school) : [named(school, id)]
    const compared: Comparison[] = []
    const since = zone.firstInstantOf(wallMinute(day, 0))
    for (const job of jobs) compared.push(await comparisonOf(school, job, since))
    if (options.json) world.out(asJson({ since: day.toString(), jobs: compared }))
    else if (jobs.length === 0) world.out('No job is in shadow: each of them is live, or switched off.\n')
    else world.out(comparisonText(world, school.config, compared, day, id !== undefined))
    return Exit.done
  })
}

const inShadow = ({ config }: School) => config.jobs.filter(({ enabled, shadow }) => enabled && shadow)

/** Also one that is live by now: what it rehearsed before is kept for a while. */
function named({ config }: School, id: string): ConfiguredJob {
  const job = config.jobs.find((one) => one.id === id)
  if (job) return job
  throw unknownJob(config, id)
}
