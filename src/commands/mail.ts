import { randomUUID } from 'node:crypto'
import { Exit, type ExitCode, UserError } from '../exit.ts'
import { refusalOf } from '../mail/domains.ts'
import { mailContent, mailItem } from '../mail/message.ts'
import { mailTransport } from '../mail/transport.ts'
import type { NewItem } from '../outbox/enqueue.ts'
import type { Item } from '../outbox/item.ts'
import { refuseWhileHeld, sendNow } from '../outbox/send-now.ts'
import type { School } from '../runner/school.ts'
import type { World } from '../world.ts'
import { when } from './display.ts'
import type { CommonOptions } from './options.ts'
import { withSchool } from './school.ts'

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

    return report(world, await sendNow(school, 'mail test', await testMail(school, address)))
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
