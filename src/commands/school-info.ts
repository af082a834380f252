import { writeFileSync } from 'node:fs'
import path from 'node:path'
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
    else if (options.html === '-') world.out(page(info))
    else if (options.html !== undefined) savePage(world, options.html, page(info))
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
})

function savePage(world: World, file: string, text: string): void {
  try {
    writeFileSync(path.resolve(world.cwd, file), text)
  } catch (error) {
    throw new UserError(`${file} cannot be written: ${(error as Error).message}`)
  }
  world.out(`Written to ${file}: open it in any browser.\n`)
}
