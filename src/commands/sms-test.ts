import { randomUUID } from 'node:crypto'
import { Exit, type ExitCode, UserError } from '../exit.ts'
import { OutsideTrouble } from '../jobs/outside-trouble.ts'
import type { NewItem } from '../outbox/enqueue.ts'
import type { Item } from '../outbox/item.ts'
import { refuseWhileHeld, sendNow } from '../outbox/send-now.ts'
import type { School } from '../runner/school.ts'
import { readNumber } from '../sms/number.ts'
import { providerFor } from '../sms/providers/index.ts'
import type { World } from '../world.ts'
import type { CommonOptions } from './options.ts'
import { withSchool } from './school.ts'

/** Sends one text now, through the outbox as every text goes, and says how far it came and what credit is left. */
export async function testText(world: World, options: CommonOptions, typed: string): Promise<ExitCode> {
  const { number, refused } = readNumber(typed)
  if (!number) throw new UserError(`No text can go there: ${refused}.`, Exit.usage)
  return withSchool(world, options, async (school) => {
    const { config, clock } = school
    if (!config.sms)
      throw new UserError('The config has no section sms: it says how texts are sent.', Exit.usage)
    await refuseWhileHeld(school)
    // What is wrong with the config is said here, not by a text that waits.
    const provider = providerFor(config.sms, clock)
    try {
      const code = report(
        world,
        config.sms.provider,
        await sendNow(school, 'sms test', testItem(school, number)),
      )
      await tellCredit(world, provider)
      return code
    } finally {
      provider.close()
    }
  })
}

const testItem = ({ config, host }: School, number: string): NewItem => ({
  kind: 'sms',
  reference: `test-${randomUUID()}`,
  title: 'Test text',
  recipient: number,
  content: `${config.school.name}: this is a test by ${host.person}. Texts are sent.`,
  queued_by: host.person,
})

function report(world: World, provider: string, { id, state, reason, provider_id }: Item): ExitCode {
  const say = (words: string) => world.out(`${words}\n`)
  if (state === 'sent')
    say(`Sent: ${provider} has taken it${provider_id ? `, and calls it ${provider_id}` : ''}.`)
  else if (state === 'queued' || state === 'sending') {
    say(`Not sent yet. ${reason ?? 'Another run of pars-auto is sending texts, and will send it.'}`)
    say('It is tried for ten minutes. See: pars-auto outbox list --kind sms')
  } else if (state === 'unknown') {
    say(`Nobody knows whether it was sent. ${reason ?? ''} Once you know: pars-auto outbox resolve ${id}`)
  } else say(`Not sent. ${reason ?? ''}`)
  return state === 'sent' ? Exit.done : Exit.failed
}

async function tellCredit(world: World, provider: ReturnType<typeof providerFor>): Promise<void> {
  if (!provider.credit) return
  try {
    world.out(`Credit left: ${await provider.credit()}.\n`)
  } catch (error) {
    if (!(error instanceof OutsideTrouble)) throw error
    world.out(`How much credit is left is not known: ${error.message}.\n`)
  }
}
