import { Exit, type ExitCode, UserError } from '../exit.ts'
import { type Changed, delayTexts, deleteTexts, itemsOf, makeUrgent, type Which } from '../sms/change.ts'
import type { World } from '../world.ts'
import { when } from './display.ts'
import { momentToCome } from './moment.ts'
import { type CommonOptions, numberOf } from './options.ts'
import { resolveItems } from './outbox.ts'
import { withSchool, withSchoolInForce } from './school.ts'

interface ChangeOptions extends CommonOptions {
  batch?: string
  until?: string
}

/** Deletes or delays texts by their numbers, or all of a batch that have not gone. */
export async function changeTexts(
  world: World,
  options: ChangeOptions,
  ids: string[],
  verb: 'delete' | 'delay',
): Promise<ExitCode> {
  const which = whichOf(options, ids)
  return withSchool(world, options, async (school) => {
    const { zone } = school.config.school
    if (verb === 'delete') return told(world, await deleteTexts(school, which), 'deleted')
    const until = momentToCome('--until', options.until as string, school, await school.db.now())
    const changed = await delayTexts(school, which, until)
    return told(world, changed, `delayed until ${when(zone, until)}`)
  })
}

function whichOf({ batch }: ChangeOptions, ids: string[]): Which {
  if (batch !== undefined && ids.length === 0) return { batch: numberOf('--batch', batch) }
  if (batch === undefined && ids.length > 0) return { texts: ids.map((id) => numberOf('A text', id)) }
  throw new UserError('Say which: the numbers of texts, or --batch. See: pars-auto sms queue', Exit.usage)
}

function told(world: World, { done, left, unknown }: Changed, what: string): ExitCode {
  if (done.length > 0) world.out(`${counted(done.length)} ${what}.\n`)
  const states = new Map<string, number[]>()
  for (const { text, state } of left) states.set(state, [...(states.get(state) ?? []), text])
  for (const [state, texts] of states) {
    const named = texts.length > 10 ? '' : ` (${texts.join(', ')})`
    world.out(`${counted(texts.length)} left alone: ${state} already${named}.\n`)
  }
  if (unknown.length > 0) world.out(`There is no text ${unknown.join(', ')}. See: pars-auto sms queue\n`)
  if (done.length + left.length + unknown.length === 0) world.out('There is no such text in the queue.\n')
  return done.length > 0 && left.length + unknown.length === 0 ? Exit.done : Exit.partial
}

const counted = (count: number) => `${count} ${count === 1 ? 'text' : 'texts'}`

/** Marks a batch as urgent. */
export async function urgentBatch(
  world: World,
  options: CommonOptions & { batch: string },
): Promise<ExitCode> {
  const batch = numberOf('--batch', options.batch)
  return withSchool(world, options, async (school) => {
    const waiting = await makeUrgent(school, batch)
    if (waiting === undefined)
      throw new UserError(`There is no batch ${batch}. See: pars-auto sms queue`, Exit.usage)
    const those =
      waiting === 0
        ? 'None of its texts waits.'
        : `${counted(waiting)} of it ${waiting === 1 ? 'waits' : 'wait'}.`
    world.out(`Batch ${batch} may go in the parents’ quiet hours. ${those}\n`)
    return Exit.done
  })
}

/** The same as `outbox resolve`, by the numbers of texts. */
export async function resolveTexts(
  world: World,
  options: CommonOptions & { sent?: boolean; notSent?: boolean; again?: boolean },
  ids: string[],
): Promise<ExitCode> {
  const texts = ids.map((id) => numberOf('A text', id))
  const items = await withSchoolInForce(world, options, ({ db }) => itemsOf(db, texts))
  const never = texts.filter((id) => !items.has(id))
  if (never.length > 0)
    throw new UserError(
      `Text ${never.join(', ')} has not left the queue. See: pars-auto sms queue`,
      Exit.usage,
    )
  return resolveItems(world, options, [...new Set(items.values())].map(String), 'sms')
}
