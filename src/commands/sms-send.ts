import { Exit, type ExitCode, UserError } from '../exit.ts'
import { seesPersonal } from '../permissions/person.ts'
import { liveSince } from '../runner/live.ts'
import type { School } from '../runner/school.ts'
import { addresseeOf, queueByHand } from '../sms/by-hand.ts'
import { smsJob } from '../sms/listing.ts'
import { masked } from '../sms/masked.ts'
import { nextMoment } from '../sms/quiet.ts'
import { costOf, measure, tooLong } from '../sms/segments.ts'
import type { World } from '../world.ts'
import { asJson, when } from './display.ts'
import { momentToCome } from './moment.ts'
import { type CommonOptions, numberOf } from './options.ts'
import { withSchool } from './school.ts'
import { pence } from './sms-look.ts'

interface SendOptions extends CommonOptions {
  pupil: string
  text: string
  to?: string
  notBefore?: string
  urgent?: boolean
  dryRun?: boolean
}

/** Queues one text by hand, and says before what it is and costs. */
export async function sendByHand(world: World, options: SendOptions): Promise<ExitCode> {
  const pupil = numberOf('--pupil', options.pupil)
  const body = options.text
  return withSchool(world, options, async (school, person) => {
    const { db, config } = school
    const { sms } = config
    if (!sms) throw new UserError('The config has no section sms: it says how texts are sent.', Exit.usage)
    const unfit = tooLong(body, sms)
    if (unfit) throw new UserError(`It cannot be sent: ${unfit}.`, Exit.usage)
    const now = await db.now()
    const notBefore = options.notBefore && momentToCome('--not-before', options.notBefore, school, now)
    const who = await addresseeOf(db, pupil, options.to)
    const urgent = options.urgent === true
    const quiet = { zone: config.school.zone, hours: sms.quietHours }
    const times = { queuedAt: now, notBefore: notBefore || undefined, urgent }
    const goes = nextMoment(quiet, times, now)
    if (goes === 'expired')
      throw new UserError(
        'Its day would be over before it may go: these are the parents’ quiet hours. Say --not-before with a time tomorrow, or --urgent.',
        Exit.usage,
      )
    const measured = measure(body)
    const cost = costOf(measured.segments, sms)
    const queued = options.dryRun
      ? undefined
      : await queueByHand(school, who, { body, notBefore: times.notBefore, urgent })
    const facts = {
      ...measured,
      cost: cost ?? null,
      to: seesPersonal(person) ? who.number : masked(who.number),
      contact: who.contact,
    }
    if (options.json) world.out(asJson({ ...facts, goes: new Date(goes).toISOString(), ...queued }))
    else {
      const price = cost === undefined ? '' : `, ${pence(cost)}`
      const segments = `${measured.segments} ${measured.segments === 1 ? 'segment' : 'segments'}`
      world.out(
        `To ${facts.to}: ${measured.characters} characters, ${measured.encoding}, ${segments}${price}.\n`,
      )
      const time = goes > now ? `goes ${when(quiet.zone, goes)}` : 'goes with the next tick'
      world.out(
        queued
          ? `Text ${queued.text} is in the queue (batch ${queued.batch}) and ${time}.\n`
          : `Dry run: nothing was queued. It ${time.replace('goes', 'would go')}.\n`,
      )
      if (!(await isLive(school)))
        world.out(
          'The job sms is not live: until it is, nothing of the queue is sent. See: pars-auto sms queue\n',
        )
    }
    return Exit.done
  })
}

async function isLive(school: School): Promise<boolean> {
  const job = smsJob(school)
  return job !== undefined && !job.shadow && (await liveSince(school.db, job)) !== undefined
}
