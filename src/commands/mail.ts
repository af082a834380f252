import { randomUUID } from 'node:crypto'
import { Exit, type ExitCode, UserError } from '../exit.ts'
import { recipientsOf } from '../mail/address.ts'
import { refusalOf } from '../mail/domains.ts'
import { mailContent, mailItem } from '../mail/message.ts'
import { mailTransport } from '../mail/transport.ts'
import type { NewItem } from '../outbox/enqueue.ts'
import type { Item, State } from '../outbox/item.ts'
import { channelRow } from '../outbox/lease.ts'
import { listItems } from '../outbox/records.ts'
import { refuseWhileHeld, sendNow } from '../outbox/send-now.ts'
import { masked } from '../outbox/words.ts'
import type { School } from '../runner/school.ts'
import type { World } from '../world.ts'
import { asJson, columns, when } from './display.ts'
import { type CommonOptions, countOf } from './options.ts'
import { withSchool, withSchoolInForce } from './school.ts'

/** Sends one mail now, through the outbox as every mail goes, and says how far it came. */
export async function test(world: World, options: CommonOptions, address: string): Promise<ExitCode> {
  return withSchool(world, options, async (school) => {
    const { mail } = school.config
    if (!mail) throw new UserError('The config has no section mail: it says how mails are sent.', Exit.usage)
    const refusal = refusalOf(mail, [address])
    if (refusal) throw new UserError(refusal, Exit.usage)
    await refuseWhileHeld(school)

    const transport = mailTransport(mail)
    const found = await transport.check().finally(() => transport.close())
    if (!found.ok) throw new UserError(`No mail can be sent. ${found.words}`)
    world.out(`${found.words}\n`)

    return report(world, await sendNow(school, await testMail(school, address)))
  })
}

async function testMail({ db, config, host }: School, address: string): Promise<NewItem> {
  const at = `${when(config.school.zone, await db.now())} (${config.school.zone.name})`
  return mailItem({
    reference: `test-${randomUUID()}`,
    title: 'Test mail',
    to: [address],
    content: mailContent('mail-test', { person: host.person, at }),
    queuedBy: host.person,
  })
}

function report(world: World, { id, state, reason, provider, provider_id }: Item): ExitCode {
  const say = (words: string) => world.out(`${words}\n`)
  if (state === 'sent' && provider === 'folder') say(`Written: ${provider_id}.`)
  else if (state === 'sent') {
    say(`Sent: the mail server has taken it${provider_id ? `, and calls it ${provider_id}` : ''}.`)
    say('If it does not arrive, look among the junk, and ask whoever runs the mail server.')
  } else if (state === 'queued' || state === 'sending') {
    say(`Not sent yet. ${reason ?? 'Another run of pars-auto is sending mails, and will send it.'}`)
    say(`It is tried for ten minutes. See: pars-auto mail queue`)
  } else if (state === 'unknown') {
    say(`Nobody knows whether it was sent. ${reason ?? ''} Once you know: pars-auto mail resolve ${id}`)
  } else say(`Not sent. ${reason ?? ''}`)
  return state === 'sent' ? Exit.done : Exit.failed
}

/** Mails that need somebody, that wait, and that are gone. Of an address no more than its domain is shown. */
export async function queue(
  world: World,
  options: CommonOptions & { count: string; state?: State },
): Promise<ExitCode> {
  const count = countOf(options)
  return withSchoolInForce(world, options, async (school) => {
    const found = await listItems(school.db, { ...options, kind: 'mail', count })
    if (options.json) {
      world.out(asJson(found.map(shown)))
      return Exit.done
    }
    await sayPause(world, school)
    if (found.length === 0)
      world.out(options.state ? `No mail is ${options.state}.\n` : 'There are no mails.\n')
    else
      world.out(
        columns(
          world,
          ['Mail', 'State', 'Since', 'To', 'What', ''],
          found.map((mail) => row(school, mail)),
        ),
      )
    if (found.some(({ state }) => state === 'unknown'))
      world.out('Of an unknown one nobody knows whether it was sent. Once you do: pars-auto mail resolve\n')
    return Exit.done
  })
}

async function sayPause(world: World, { db, config }: School): Promise<void> {
  const { paused_until, trouble } = (await channelRow(db, 'mail')) ?? {}
  if (!paused_until || Date.parse(paused_until) <= (await db.now())) return
  world.out(`Mails wait until ${when(config.school.zone, paused_until)}. ${trouble ?? ''}\n\n`)
}

function row({ config }: School, mail: Item): string[] {
  const { id, state, state_at, title, reason, tries, due_at } = mail
  const { zone } = config.school
  const next = state === 'queued' && tries > 0 ? `Next try: ${when(zone, due_at)}.` : ''
  const [first = '', ...others] = toOf(mail)
  const to = others.length > 0 ? `${first} and ${others.length} more` : first
  return [String(id), state, when(zone, state_at), to, title, [reason, next].filter(Boolean).join(' ')]
}

/** What is shown of a mail: nothing about a person, and nothing of our own making. */
function shown({ kind: _kind, token: _token, recipient, content: _content, ...mail }: Item) {
  return { ...mail, to: toOf({ recipient }) }
}

const toOf = ({ recipient }: Pick<Item, 'recipient'>) => recipientsOf(masked('mail', recipient))
