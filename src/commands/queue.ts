import { type Command, Option } from 'commander'
import { Exit, type ExitCode } from '../exit.ts'
import { recipientsOf } from '../mail/address.ts'
import { type Item, type Kind, type State, states } from '../outbox/item.ts'
import { channelRow } from '../outbox/lease.ts'
import { countItems, listItems, moreText } from '../outbox/records.ts'
import { plural, singular } from '../outbox/words.ts'
import type { School } from '../runner/school.ts'
import type { World } from '../world.ts'
import { type Addresses, addressesFor } from './addresses.ts'
import { asJson, columns, when } from './display.ts'
import { type CommonOptions, countOf } from './options.ts'
import { resolveItems } from './outbox.ts'
import { itemJson } from './outbox-look.ts'
import { withSchoolInForce } from './school.ts'
import { json, type verbsOf } from './verbs.ts'

/** Adds to a command about one kind of what leaves the school the verbs `queue` and `resolve`. */
export function addQueueVerbs(verb: ReturnType<typeof verbsOf>, world: World, kind: Kind): Command[] {
  const [one, many] = [singular(kind), plural(kind)]
  const queued = verb('queue', `${capital(many)} that need you, that wait, and that left last.`, (o) =>
    queue(world, o, kind),
  )
    .addOption(new Option('--state <state>', 'those in this state only').choices(states))
    .option('-n, --count <number>', 'how many', '20')
    .addOption(json())
  const resolved = verb(
    `resolve <${one}...>`,
    `Say what came of ${many} that are unknown: exactly one of the options.`,
    (o, items) => resolveItems(world, o, items as unknown as string[], kind),
  )
    .option('--sent', 'they arrived')
    .option('--not-sent', 'they did not, and are not to be sent')
    .option('--again', `send them again, as new ${many}`)
  return [queued, resolved]
}

/** Items that need somebody, that wait, and that are gone. Who may not see personal data is shown the domain of a mail address. */
async function queue(
  world: World,
  options: CommonOptions & { count: string; state?: State },
  kind: Kind,
): Promise<ExitCode> {
  const count = countOf(options)
  const [one, many] = [singular(kind), plural(kind)]
  return withSchoolInForce(world, options, async (school, person) => {
    const show = addressesFor(person)
    const found = await listItems(school.db, { ...options, kind, count })
    if (options.json) {
      world.out(asJson(found.map((item) => ({ ...itemJson(item), to: toOf(item, show) }))))
      return Exit.done
    }
    await sayPause(world, school, kind)
    if (found.length === 0)
      world.out(options.state ? `No ${one} is ${options.state}.\n` : `There are no ${many}.\n`)
    else
      world.out(
        columns(
          world,
          [capital(one), 'State', 'Since', 'To', 'What', ''],
          found.map((item) => row(school, item, show)),
        ) + moreText(await countItems(school.db, { kind }), found.length, options.state),
      )
    if (found.some(({ state }) => state === 'unknown'))
      world.out(
        `Of an unknown one nobody knows whether it was sent. Once you do: pars-auto ${kind} resolve\n`,
      )
    return Exit.done
  })
}

async function sayPause(world: World, { db, config }: School, kind: Kind): Promise<void> {
  const { paused_until, trouble } = (await channelRow(db, kind)) ?? {}
  if (!paused_until || Date.parse(paused_until) <= (await db.now())) return
  world.out(
    `${capital(plural(kind))} wait until ${when(config.school.zone, paused_until)}. ${trouble ?? ''}\n\n`,
  )
}

function row({ config }: School, item: Item, show: Addresses): string[] {
  const { id, state, state_at, title, reason, tries, due_at } = item
  const { zone } = config.school
  const next = state === 'queued' && tries > 0 ? `Next try: ${when(zone, due_at)}.` : ''
  const [first = '', ...others] = toOf(item, show)
  const to = others.length > 0 ? `${first} and ${others.length} more` : first
  return [String(id), state, when(zone, state_at), to, title, [reason, next].filter(Boolean).join(' ')]
}

const toOf = ({ kind, recipient }: Pick<Item, 'kind' | 'recipient'>, show: Addresses) =>
  kind === 'mail' ? recipientsOf(show(kind, recipient)) : [show(kind, recipient)]

const capital = (text: string) => `${text[0]!.toUpperCase()}${text.slice(1)}`
