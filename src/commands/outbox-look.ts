import { own } from '../db/migrations/index.ts'
import { Exit, type ExitCode, UserError } from '../exit.ts'
import { readContent } from '../mail/message.ts'
import { type Item, type Kind, kinds, type State, states } from '../outbox/item.ts'
import type { ChannelRow } from '../outbox/lease.ts'
import { channelRows, countItems, itemNumbered, listItems, moreText } from '../outbox/records.ts'
import { plural } from '../outbox/words.ts'
import { seesPersonal } from '../permissions/person.ts'
import { fallbackReference } from '../print/fallback.ts'
import { iso, type School } from '../runner/school.ts'
import type { World } from '../world.ts'
import { type Addresses, addressesFor } from './addresses.ts'
import { asJson, columns, onOneLine, paint, when } from './display.ts'
import { type CommonOptions, countOf } from './options.ts'
import { withSchoolInForce } from './school.ts'

interface ListOptions extends CommonOptions {
  kind?: Kind
  state?: State
  count: string
}

/** What is on its way, what needs somebody, and what left last. */
export async function listOutbox(world: World, options: ListOptions): Promise<ExitCode> {
  const count = countOf(options)
  return withSchoolInForce(world, options, async (school, person) => {
    const { db } = school
    const show = seesPersonal(person) ? addressesFor(person) : undefined
    const counts = await countItems(db, options)
    const items = await listItems(db, { ...options, count })
    const channels = (await channelRows(db)).filter(({ kind }) => !options.kind || kind === options.kind)
    if (options.json) {
      const pauses = channels.map(({ kind, paused_until: pausedUntil, trouble }) => ({
        ...{ kind, pausedUntil, trouble },
      }))
      world.out(
        asJson({
          counts,
          channels: pauses,
          items: items.map((item) => ({ ...itemJson(item), ...addressed(item, show) })),
        }),
      )
    } else if (counts.length === 0) world.out('Nothing has been put in the outbox yet.\n')
    else {
      const now = iso(await db.now())
      const unknown = counts.some(({ state }) => state === 'unknown')
      world.out(
        [
          summary(counts),
          ...channels.map((channel) => pauseText(school, channel, now)),
          items.length > 0
            ? `\n${itemTable(world, school, items, now, show)}`
            : '\nNo item is as you asked.\n',
          moreText(counts, items.length, options.state),
          unknown ? `\n${ADVICE}` : '',
        ].join(''),
      )
    }
    return Exit.done
  })
}

const addressed = ({ kind, recipient }: Item, show: Addresses | undefined) =>
  show ? { recipient: show(kind, recipient) } : {}

/** What is shown of an item to everybody, as JSON: nothing about a person, and nothing of our own making. */
export const itemJson = (item: Item) => ({
  item: item.id,
  kind: item.kind,
  reference: item.reference,
  job: item.job,
  queuedBy: item.queued_by,
  title: item.title,
  state: item.state,
  reason: item.reason,
  since: item.state_at,
  queuedAt: item.queued_at,
  dueAt: item.due_at,
  notAfter: item.not_after,
  tries: item.tries,
  sendingAt: item.sending_at,
  provider: item.provider,
  providerId: item.provider_id,
})

function summary(counts: { kind: Kind; state: State; count: number }[]): string {
  const lines = kinds.flatMap((kind) => {
    const parts = states.flatMap((state) =>
      counts
        .filter((row) => row.kind === kind && row.state === state)
        .map(({ count }) => `${count} ${state}`),
    )
    return parts.length > 0 ? [`${plural(kind)}: ${parts.join(', ')}\n`] : []
  })
  return lines.join('')
}

function pauseText({ config }: School, { kind, paused_until, trouble }: ChannelRow, now: string): string {
  if (!paused_until || paused_until < now)
    return trouble ? `${plural(kind)}: last tried in vain: ${trouble}\n` : ''
  return `${plural(kind)}: nothing is tried until ${when(config.school.zone, paused_until)}: ${trouble}\n`
}

function itemTable(
  world: World,
  { config }: School,
  items: Item[],
  now: string,
  show: Addresses | undefined,
): string {
  const { red, green, yellow } = paint(world)
  const colours: Partial<Record<State, (text: string) => string>> = {
    unknown: red,
    failed: red,
    sent: green,
    delivered: green,
  }
  const { zone } = config.school
  const why = ({ state, reason, due_at }: Item) =>
    [reason, state === 'queued' && due_at > now ? `Not before ${when(zone, due_at)}.` : '']
      .filter(Boolean)
      .join(' ')
  const rows = items.map((item) => {
    const { id, kind, state, title, state_at, recipient } = item
    const to = show ? [show(kind, recipient)] : []
    return [
      String(id),
      kind,
      (colours[state] ?? yellow)(state),
      title,
      when(zone, state_at),
      ...to,
      why(item),
    ]
  })
  return columns(world, ['Item', 'Kind', 'State', 'What', 'Since', ...(show ? ['To'] : []), 'Why'], rows)
}

const ADVICE = `unknown: nobody knows whether it was sent, and nothing is sent again by itself.
Look at the provider's own list, or ask the person it was for. Then say one of:
  pars-auto outbox resolve ITEM --sent        it was sent
  pars-auto outbox resolve ITEM --not-sent    it was not, and is not to be
  pars-auto outbox resolve ITEM --again       send it again
`

/** One item and what happened to it. */
export async function showItem(world: World, options: CommonOptions, id: string): Promise<ExitCode> {
  return withSchoolInForce(world, options, async (school, person) => {
    const item = await itemNumbered(school.db, numberOf(id))
    if (!item) throw new UserError(`There is no item ${id}. See: pars-auto outbox list`, Exit.usage)
    const { zone } = school.config.school
    const recipient = addressesFor(person)(item.kind, item.recipient)
    const says = seesPersonal(person) ? saidIn(item) : undefined
    const instead = item.kind === 'print' ? await insteadOf(school, item) : undefined
    if (options.json) {
      const more = instead ? { instead: { item: instead.id, kind: 'mail', state: instead.state } } : {}
      const said = says === undefined ? {} : { says }
      world.out(asJson({ ...itemJson(item), recipient, characters: item.content.length, ...said, ...more }))
      return Exit.done
    }
    const clock = (at: string | null) => at && when(zone, at)
    const tries = item.tries === 1 ? 'once' : `${item.tries} times`
    const facts: [string, string | null | undefined][] = [
      ['Item', `${item.id}, ${item.kind} ${item.reference}`],
      ['What', item.title],
      ['State', `${item.state} since ${clock(item.state_at)}`],
      ['Why', item.reason],
      ['Instead', instead && `item ${instead.id}, mail, ${instead.state}`],
      ['To', `${recipient}, ${item.content.length} characters`],
      ['Says', says && onOneLine(says)],
      ['Queued', `${clock(item.queued_at)} by ${item.job ?? item.queued_by}`],
      ['Not before', clock(item.due_at)],
      ['Not after', clock(item.not_after)],
      ['Sending', item.sending_at && `${clock(item.sending_at)}, begun ${tries}`],
      ['By', item.provider && `${item.provider}${item.provider_id ? `, as ${item.provider_id}` : ''}`],
    ]
    const told = facts.filter(([, value]) => value)
    world.out(`${told.map(([name, value]) => `${paint(world).dim(name.padEnd(10))} ${value}`).join('\n')}\n`)
    if (item.state === 'unknown') world.out(`\n${ADVICE.replaceAll('ITEM', String(item.id))}`)
    return Exit.done
  })
}

/** What a text or a mail says, in plain text; nothing of what is a file. */
function saidIn({ kind, content }: Item): string | undefined {
  if (kind === 'sms') return content
  const mail = kind === 'mail' ? readContent(content) : undefined
  return mail && !('template' in mail) ? `${mail.subject}: ${mail.text}` : undefined
}

/** The mail that went in the place of a print. */
const insteadOf = ({ db }: School, item: Item) =>
  db.first<Pick<Item, 'id' | 'state'>>(
    db
      .sql(own('outbox'))
      .where({ kind: 'mail', reference: fallbackReference(item) })
      .select('id', 'state'),
  )

/** @throws UserError when it is no number */
export function numberOf(id: string): number {
  if (/^\d{1,15}$/.test(id)) return Number(id)
  throw new UserError(
    `An item is named by its number; "${id}" is none. See: pars-auto outbox list`,
    Exit.usage,
  )
}
