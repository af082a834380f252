import path from 'node:path'
import { withJob } from '../config/add-job.ts'
import type { Config, ConfiguredJob } from '../config/config.ts'
import { textOf } from '../config/edit.ts'
import { hasJobKey, withJobKey, withoutJobKey } from '../config/edit-job.ts'
import { wholeOf } from '../config/extends-kept.ts'
import { inline } from '../config/inline.ts'
import { jobFields } from '../config/job-schema.ts'
import { visible } from '../config/quote.ts'
import { Exit, type ExitCode, UserError } from '../exit.ts'
import type { World } from '../world.ts'
import { changeConfig, checkedChange, runsText, warningsOf } from './config-change.ts'
import { permitted } from './gate.ts'
import { type Change, changeIn, removalIn } from './job-change.ts'
import { jobNamed } from './job-named.ts'
import type { CommonOptions } from './options.ts'
import { usableConfig, withDatabase } from './school.ts'
import { changedLines } from './text-diff.ts'

export interface JobSetOptions extends CommonOptions {
  unset?: string[]
  dryRun?: boolean
}

/** Changes what the config says of a job, and nothing else of the file: PARS' Job Properties. */
export async function setJob(
  world: World,
  options: JobSetOptions,
  id: string,
  given: string[],
): Promise<ExitCode> {
  const config = usableConfig(world, options)
  const person = await withDatabase(world, config, (db) => permitted(world, config, db))
  const { configured, isInConfig } = jobNamed(config, id)
  const changes = [
    ...given.map((one) => changeIn(one, configured)),
    ...(options.unset ?? []).map((key) => removalIn(key, configured)),
  ]
  const isKnown = isInConfig && configured.line !== undefined
  // A job of a shared file that the school's own does not mention: what is said of it there stands beside that.
  const isWritten = isKnown && configured.lineOf === undefined
  if (changes.length === 0 && isKnown)
    throw new UserError(
      `Say what to change: KEY=VALUE, such as at=23:30; or --unset KEY. To see what there is: pars-auto job show ${id}`,
      Exit.usage,
    )
  const file = path.basename(config.file)
  const before = textOf(config.file)
  const after = isWritten ? edited(before, id, changes, config) : added(before, id, changes, config)
  if (after === before) {
    world.out('Nothing to change: the config says so already.\n')
    return Exit.done
  }
  const loaded = checkedChange(world, config, after, 'With this change')
  const remarks = [
    ...sharedRemark(config, configured),
    ...(loaded.config.jobs.find((job) => job.id === id)?.enabled === false
      ? ['It is switched off.']
      : [runsText(loaded.config, id, world)]),
    ...warningsOf(loaded, id, file),
  ]
  world.out(`${changedLines(before, after, file)}\n${remarks.join('\n')}\n`)
  if (options.dryRun) {
    world.out('Dry run: nothing was written.\n')
    return Exit.done
  }
  const host = { ...world.host, person: person.name }
  const detail = `${id}: ${isWritten ? '' : 'added'}${isWritten ? changes.map(told).join(', ') : ''}.`
  await changeConfig(world, { host, config }, { command: 'job set', detail, before, after })
  world.out(`${file} says so now.\n`)
  return Exit.done
}

/** Of a job that stands in a file that the school's own extends. */
function sharedRemark({ file }: Config, { id, lineOf }: ConfiguredJob): string[] {
  if (lineOf === undefined) return []
  return [
    `${id} stands in ${path.basename(lineOf)}, for all schools that extend it. This is for this school alone: it is in ${path.basename(file)}, and ${path.basename(lineOf)} stays as it is.`,
  ]
}

const sharedHint = (config: Config) => {
  const [, ...shared] = wholeOf(config)?.parts ?? []
  const names = shared.map(({ file }) => path.basename(file)).join(', ')
  return names && ` What stands in ${names} is for all schools that extend it: give it another value here.`
}

/** What goes on record: of the keys that every job has the value too; others may be about a person. */
function told({ path: [key = '', ...rest], value }: Change): string {
  const name = [key, ...rest].join('.')
  if (value === undefined) return `without ${name}`
  return Object.hasOwn(jobFields, key)
    ? `${name}=${typeof value === 'string' ? visible(value) : inline(value)}`
    : name
}

function edited(before: string, id: string, changes: Change[], config: Config): string {
  const name = path.basename(config.file)
  let text = before
  for (const { path: where, value } of changes) {
    const key = where.join('.')
    if (value === undefined && !hasJobKey(text, id, where))
      throw new UserError(
        `${name} says nothing of ${key} for ${id}, so there is nothing to take out.${sharedHint(config)}`,
        Exit.usage,
      )
    const next = value === undefined ? withoutJobKey(text, id, where) : withJobKey(text, id, where, value)
    if (next === undefined)
      throw new UserError(
        `${name} cannot be changed here: ${id} shares ${key} with others, by & and *, or has it written in an unusual way. Nothing was changed; do it by hand.`,
        Exit.configInvalid,
      )
    text = next
  }
  return text
}

/** A job that the file does not have yet. */
function added(before: string, id: string, changes: Change[], config: Config): string {
  const body: Record<string, unknown> = {}
  for (const { path: where, value } of changes) {
    if (value === undefined)
      throw new UserError(
        `${path.basename(config.file)} says nothing of ${id}, so there is nothing to take out.${sharedHint(config)}`,
        Exit.usage,
      )
    place(body, where, value)
  }
  const after = withJob(before, id, body)
  if (after !== undefined) return after
  throw new UserError(
    `${path.basename(config.file)} has its jobs in a way that leaves no place for one more. Write ${id}: below jobs: yourself.`,
    Exit.configInvalid,
  )
}

function place(group: Record<string, unknown>, [key = '', ...rest]: string[], value: unknown): void {
  if (rest.length === 0) group[key] = value
  else {
    const inner = (group[key] ?? {}) as Record<string, unknown>
    group[key] = inner
    place(inner, rest, value)
  }
}
