import { own } from '../../../src/db/migrations/index.ts'
import { makeLive, SECTIONS, Texts } from '../../sms/texts.ts'
import type { JobCase } from './case.ts'

export default {
  rest: SECTIONS({ sms: 'replies: { central: office@riverside.example }' }),
  async arrange(school) {
    await makeLive(school)
    const texts = new Texts(school)
    const [ada, ben] = [await school.pupil('Ada'), await school.pupil('Ben')]
    const [grace, alan] = [await texts.contact(ada), await texts.contact(ben)]
    await texts.link(ben, grace)
    const both = await texts.batch()
    await texts.text(both, ada, grace)
    await texts.text(both, ben, grace)
    const several = await texts.batch()
    await texts.text(several, ada, grace, { number: 'ask Gran first' })
    await texts.text(several, ben, alan, { not_after: '2026-11-23T11:00:00.000Z' })
    await texts.text(several, ben, alan, { number: '07700 900555' })
    await texts.text(several, ben, alan, { not_before: '2026-11-24T08:00:00.000Z' })
    const old = await texts.batch({ queued_at: '2026-10-01T12:00:00.000Z' })
    await texts.text(old, ada, grace)
    for (const [provider_id, answers] of [
      ['r1', '+447700900101'],
      ['r2', '+447700900777'],
    ] as const)
      await school.add(own('sms_reply'), {
        ...{ provider: 'file', provider_id, number: answers, body: 'Thank you', stop: 0 },
        ...{ received_at: '2026-11-23T11:50:00.000Z', collected_at: '2026-11-23T11:55:00.000Z' },
      })
    const earlier = await texts.text(await texts.batch(), ada, grace, { state: 'sent' })
    await school.add(own('sms_text'), {
      ...{ message_id: earlier, outbox_reference: 'm1-earlier', state: 'sent' },
      state_at: '2026-11-23T10:00:00.000Z',
    })
    await school.add(own('outbox'), {
      ...{ kind: 'sms', reference: 'm1-earlier', queued_by: 'schedule', title: 'Text', tries: 1 },
      ...{
        recipient: '+447700900101',
        content: 'Hello',
        state: 'sent',
        state_at: '2026-11-23T10:00:00.000Z',
      },
      ...{ queued_at: '2026-11-23T10:00:00.000Z', due_at: '2026-11-23T10:00:00.000Z' },
      ...{ sending_at: '2026-11-23T10:00:00.000Z', provider: 'file', provider_id: 'm1-earlier' },
    })
  },
  whenSourcesVanish: 'succeeded',
  counts: {
    byOthers: 0,
    handedOver: 1,
    beyondLimit: 0,
    joined: 0,
    refused: 1,
    expired: 1,
    withdrawn: 1,
    replies: 1,
    unmatched: 1,
    forwarded: 2,
  },
} satisfies JobCase
