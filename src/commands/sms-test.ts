import { randomUUID } from 'node:crypto'
import { Exit, type ExitCode, UserError } from '../exit.ts'
import { OutsideTrouble } from '../jobs/outside-trouble.ts'
import { drain } from '../outbox/drain.ts'
import { enqueue } from '../outbox/enqueue.ts'
import type { Item } from '../outbox/item.ts'
import { endPause } from '../outbox/pause.ts'
import { itemNumbered } from '../outbox/records.ts'
import { cautions } from '../runner/caution.ts'
import { iso, type School } from '../runner/school.ts'
import { readNumber } from '../sms/number.ts'
import { providerFor } from '../sms/providers/index.ts'
import type { World } from '../world.ts'
import type { CommonOptions } from './options.ts'
import { withSchool } from './school.ts'

const TEN_MINUTES = 600_000

/** Sends one text now, through the outbox as every text goes, and says how far it came and what credit is left. */
export async function testText(world: World, options: CommonOptions, typed: string): Promise<ExitCode> {
  const { number, refused } = readNumber(typed)
  if (!number) throw new UserError(`No text can go there: ${refused}.`, Exit.usage)
  return withSchool(world, options, async (school) => {
    const { db, config, host, clock } = school
    if (!config.sms)
      throw new UserError('The config has no section sms: it says how texts are sent.', Exit.usage)
    const [caution] = await cautions(db, host)
    if (caution)
      throw new UserError(`Nothing leaves the school: ${caution.detail} When that is right: pars-auto resume`)
    // What is wrong with the config is said here, not by a text that waits.
    const provider = providerFor(config.sms, clock)
    try {
      const id = await queueTest(school, number)
      await drain(school)
      const code = report(world, config.sms.provider, (await itemNumbered(db, id))!)
      await tellCredit(world, provider)
      return code
    } finally {
      provider.close()
    }
  })
}

async function queueTest({ db, config, host }: School, number: string): Promise<number> {
  const now = await db.now()
  const item = {
    kind: 'sms' as const,
    reference: `test-${randomUUID()}`,
    title: 'Test text',
    recipient: number,
    content: `${config.school.name}: this is a test by ${host.person}. Texts are sent.`,
    queued_by: host.person,
    // Whoever waits for it has gone by then.
    not_after: iso(now + TEN_MINUTES),
  }
  return db.transaction(async (session) => {
    await endPause(session, 'sms')
    return (await enqueue(session, item, now))!
  })
}

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
