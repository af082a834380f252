import path from 'node:path'
import { withJob } from '../config/add-job.ts'
import type { Config } from '../config/config.ts'
import { replaceText, textOf, withScalar } from '../config/edit.ts'
import { withJobKey } from '../config/edit-job.ts'
import { loadConfigText } from '../config/load.ts'
import { Exit, type ExitCode, UserError } from '../exit.ts'
import { audit } from '../runner/audit.ts'
import { note } from '../runner/event.ts'
import { becomeLive } from '../runner/live.ts'
import type { World } from '../world.ts'
import { knownJob } from './history.ts'
import type { CommonOptions } from './options.ts'
import { configErrors, withSchool } from './school.ts'

/** Ends the shadow of a job: the config says so from now on, and its next run acts. */
export async function goLive(world: World, options: CommonOptions, id: string): Promise<ExitCode> {
  return withSchool(world, options, async (school) => {
    knownJob(school, id)
    const { db, config, host } = school
    const job = config.jobs.find((one) => one.id === id)!
    if (!job.shadow) {
      world.out(`${id} is live already.\n`)
      return Exit.done
    }
    const inShadow = config.jobs.filter(({ shadow }) => shadow).map((one) => one.id)
    const now = await db.now()
    await db.transaction(
      async (session) => {
        await becomeLive(session, id, now)
        await note(session, 'go-live', `${id} went live, by ${host.person}.`, now)
        await audit(session, school, 'go-live', `${id}.`, now)
        write(world, config, id, new Set(inShadow))
      },
      { turn: 'record' },
    )
    world.out(
      `${id} is live: its next run acts. ${path.basename(config.file)} says so now.\n` +
        'If PARS still runs the same job, switch it off there.\n',
    )
    return Exit.done
  })
}

/** The shadow stands in a file that other schools extend too: it ends for this one alone. */
const besideShared = (text: string, id: string): string | undefined =>
  withJobKey(text, id, ['shadow'], false) ?? withJob(text, id, { shadow: false })

/** @param inShadow the ids of the jobs that are in shadow now */
function write(world: World, { file, alsoRead, envFiles }: Config, id: string, inShadow: Set<string>): void {
  const isShared = alsoRead.length > envFiles.length
  const byHand = new UserError(
    `${path.basename(file)} cannot be changed here. Take the line 'shadow: true' of ${id} out of it.`,
    Exit.configInvalid,
  )
  const before = textOf(file)
  const text =
    withScalar(before, ['jobs', id, 'shadow'], 'false') ?? (isShared ? besideShared(before, id) : undefined)
  if (text === undefined) throw byHand
  const loaded = loadConfigText(text, file, { env: world.env, now: world.clock() })
  if (!loaded.config) throw configErrors(loaded, file, world)
  // A value that others share, by an alias, would take them along.
  if (loaded.config.jobs.some(({ id: other, shadow }) => shadow !== (other !== id && inShadow.has(other))))
    throw byHand
  try {
    replaceText(file, text)
  } catch (error) {
    throw new UserError(`${path.basename(file)} cannot be changed: ${(error as Error).message}`)
  }
}
