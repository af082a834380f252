import path from 'node:path'
import { withJob } from '../config/add-job.ts'
import type { Config } from '../config/config.ts'
import { replaceText, textOf, withScalar } from '../config/edit.ts'
import { withJobKey } from '../config/edit-job.ts'
import { loadConfigText } from '../config/load.ts'
import type { Finding } from '../doctor/check.ts'
import { Exit, type ExitCode, UserError } from '../exit.ts'
import { audit } from '../runner/audit.ts'
import { note } from '../runner/event.ts'
import { becomeLive } from '../runner/live.ts'
import type { School } from '../runner/school.ts'
import type { World } from '../world.ts'
import { knownJob } from './history.ts'
import type { CommonOptions } from './options.ts'
import { configErrors, withSchool } from './school.ts'

interface GoLiveOptions extends CommonOptions {
  dryRun?: boolean
  yes?: boolean
  force?: boolean
}

/** Ends the shadow of a job: the config says so from now on, and its next run acts. A checklist comes first. */
export async function goLive(world: World, options: GoLiveOptions, id: string): Promise<ExitCode> {
  return withSchool(world, options, async (school) => {
    knownJob(school, id)
    const job = school.config.jobs.find((one) => one.id === id)!
    if (!job.shadow) {
      world.out(`${id} is live already.\n`)
      return Exit.done
    }
    const { checklistFor, checklistText } = await import('./go-live-checklist.ts')
    const findings = await checklistFor(world, school, job)
    world.out(checklistText(world, id, findings))
    const stops = findings.filter(({ state }) => state === 'failed')
    if (options.dryRun) {
      world.out('Dry run: nothing was changed.\n')
      return stops.length > 0 ? Exit.held : Exit.done
    }
    if (stops.length > 0 && !options.force)
      throw new UserError(
        `${id} stays in shadow: it could not do its work. Once that is put right: pars-auto go-live ${id}; to let it go all the same: --force`,
        Exit.held,
      )
    const said = await agreed(world, options, id, findings)
    if (said === 'no') return Exit.held
    await letAct(world, school, id, stops.length > 0, said)
    world.out(
      `${id} is live: its next run acts. ${path.basename(school.config.file)} says so now.\n${
        said === 'off' ? '' : 'If PARS still runs the same job, switch it off there.\n'
      }`,
    )
    return Exit.done
  })
}

/** `off`: PARS does not do it any more, as the person says; `unasked`: there is nobody to ask. */
async function agreed(
  world: World,
  { yes }: GoLiveOptions,
  id: string,
  findings: Finding[],
): Promise<'off' | 'unasked' | 'no'> {
  if (yes) return 'off'
  if (!world.terminal.input || !world.terminal.output) return 'unasked'
  const { Ask } = await import('./ask.ts')
  const ask = new Ask(world)
  if (!(await ask.agree('Has the same job been switched off in PARS?', false))) {
    world.out(`${id} stays in shadow. Both would do it: switch it off in PARS first.\n`)
    return 'no'
  }
  const isClear = findings.every(({ state }) => state === 'ok')
  if (await ask.agree(`Let ${id} go live?`, isClear)) return 'off'
  world.out(`${id} stays in shadow.\n`)
  return 'no'
}

async function letAct(
  world: World,
  school: School,
  id: string,
  forced: boolean,
  said: 'off' | 'unasked',
): Promise<void> {
  const { db, config, host } = school
  const inShadow = config.jobs.filter(({ shadow }) => shadow).map((one) => one.id)
  const now = await db.now()
  const detail = [
    `${id}.`,
    ...(said === 'off' ? ['PARS was said not to do it any more.'] : []),
    ...(forced ? ['In spite of the checklist.'] : []),
  ].join(' ')
  await db.transaction(
    async (session) => {
      await becomeLive(session, id, now)
      await note(session, 'go-live', `${id} went live, by ${host.person}.`, now)
      await audit(session, school, 'go-live', detail, now)
      write(world, config, id, new Set(inShadow))
    },
    { turn: 'record' },
  )
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
