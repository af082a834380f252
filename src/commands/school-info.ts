import { Exit, type ExitCode, UserError } from '../exit.ts'
import { nothingYet, type SchoolInfo } from '../info/about.ts'
import { isEmpty, readFigures } from '../info/figures.ts'
import { page } from '../info/page.ts'
import { terminalText } from '../info/terminal.ts'
import refreshSchoolInfo from '../jobs/refresh-school-info.ts'
import { newestSuccess } from '../runner/records.ts'
import type { School } from '../runner/school.ts'
import type { World } from '../world.ts'
import { asJson, paint, when } from './display.ts'
import type { CommonOptions } from './options.ts'
import { givePage } from './page-file.ts'
import { withSchoolInForce } from './school.ts'

interface SchoolInfoOptions extends CommonOptions {
  html?: string
}

/** The graphs of the School Information screen: in the terminal, as one HTML page, or as JSON. */
export async function schoolInfo(world: World, options: SchoolInfoOptions): Promise<ExitCode> {
  if (options.json && options.html !== undefined)
    throw new UserError('Choose one of --json and --html.', Exit.usage)
  return withSchoolInForce(world, options, async (school) => {
    const info = await infoOf(school)
    if (options.json) world.out(asJson(jsonOf(info)))
    else if (options.html !== undefined) givePage(world, options.html, page(info), 'open it in any browser.')
    else if (isEmpty(info.figures)) world.out(`${nothingYet(info)}\n`)
    else world.out(terminalText(info, world.columns, paint(world)))
    return Exit.done
  })
}

async function infoOf({ config, db }: School): Promise<SchoolInfo> {
  const { name, zone } = config.school
  const ids = config.jobs.filter(({ job }) => job.name === refreshSchoolInfo.name).map(({ id }) => id)
  const run = await newestSuccess(db, [refreshSchoolInfo.name, ...ids])
  return {
    school: name,
    figures: await readFigures(db),
    now: await db.now(),
    ...(run?.ended_at
      ? { refreshedAt: Date.parse(run.ended_at), refreshedText: when(zone, run.ended_at) }
      : {}),
  }
}

const jsonOf = ({ school, refreshedAt, figures }: SchoolInfo) => ({
  school,
  refreshedAt: refreshedAt === undefined ? null : new Date(refreshedAt).toISOString(),
  ...figures,
  marks: figures.marks && {
    ...figures.marks,
    years: figures.marks.years.map(({ name, ...marks }) => ({ name, marks })),
  },
})
