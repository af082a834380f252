import path from 'node:path'
import type { Config } from '../config/config.ts'
import { replaceText, textOf } from '../config/edit.ts'
import { render } from '../config/formats/index.ts'
import { type LoadResult, loadConfigText } from '../config/load.ts'
import type { Database } from '../db/database.ts'
import { Exit, UserError } from '../exit.ts'
import { audit } from '../runner/audit.ts'
import type { School } from '../runner/school.ts'
import type { World } from '../world.ts'
import { when } from './display.ts'
import { comingRuns } from './list.ts'
import { configErrors, withDatabase } from './school.ts'

/** Runs that are shown, so that somebody sees whether it is what he meant. */
const RUNS_SHOWN = 3

/**
 * The config as it would be with another text.
 * @param what `With this job`
 * @throws UserError with all that would be wrong with it
 */
export function checkedChange(
  world: World,
  { file }: Config,
  text: string,
  what: string,
): LoadResult & { config: Config } {
  const loaded = loadConfigText(text, file, { env: world.env, now: world.clock() })
  if (loaded.config) return { ...loaded, config: loaded.config }
  const { message } = configErrors(loaded, file, world)
  throw new UserError(
    `Nothing was changed. ${what} the config would have errors:\n\n${message}`,
    Exit.configInvalid,
  )
}

/** When a job runs by a config. */
export function runsText({ jobs, school }: Config, id: string, world: World): string {
  const runs = comingRuns(
    jobs.filter((job) => job.id === id),
    world.clock(),
    RUNS_SHOWN,
  )
  if (runs.length === 0) return 'It would not run within a year.'
  return `It runs ${runs.map(({ slot }) => when(school.zone, slot.at)).join(', ')} and so on.`
}

/** What `validate` has to say about a job, as it says it. */
export function warningsOf({ problems }: LoadResult, id: string, file: string): string[] {
  const about = problems.filter(
    ({ path: where }) => where === `jobs.${id}` || where.startsWith(`jobs.${id}.`),
  )
  if (about.length === 0) return []
  return [
    render(
      'text',
      file,
      about.map((problem) => ({ ...problem, file })),
      { colour: false, folder: '' },
    ).trimEnd(),
  ]
}

/**
 * Gives the config another text, and puts on record who did.
 * @param command the subcommand, as the person types it
 * @param detail what changed; never personal data
 * @throws UserError when the file is another than `before` by now
 */
export async function changeConfig(
  world: World,
  { host, config }: Pick<School, 'host' | 'config'>,
  { command, detail, before, after }: { command: string; detail: string; before: string; after: string },
): Promise<void> {
  await withDatabase(world, config, (db) =>
    recorded(db, { host, config }, { command, detail }, () => write(config.file, before, after)),
  )
}

/** The file cannot be part of the transaction, but it is changed last: what cannot be recorded is not done. */
async function recorded(
  db: Database,
  here: Pick<School, 'host' | 'config'>,
  { command, detail }: { command: string; detail: string },
  write: () => void,
): Promise<void> {
  const now = await db.now()
  await db.transaction(
    async (session) => {
      await audit(session, here, command, detail, now)
      write()
    },
    { turn: 'record' },
  )
}

function write(file: string, before: string, after: string): void {
  const name = path.basename(file)
  if (textOf(file) !== before)
    throw new UserError(`Somebody changed ${name} meanwhile, so nothing was changed here. Try again.`)
  try {
    replaceText(file, after)
  } catch (error) {
    throw new UserError(`${name} cannot be changed: ${(error as Error).message}`)
  }
}
