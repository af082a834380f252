import { z } from 'zod'
import type { SmsSettings } from '../config/outgoing.ts'
import { UserError } from '../exit.ts'
import { otherSender } from '../sms/foreign.ts'
import { unlookedTexts } from '../sms/look.ts'
import { pollsDue, pollTrouble } from '../sms/poll.ts'
import { providerFor } from '../sms/providers/index.ts'
import { fileReplies } from '../sms/replies.ts'
import { defineJob, type Settings } from './kit.ts'

export default defineJob({
  name: 'sms',
  title: 'Check for, and send outstanding batch SMS messages',
  summary: 'Send the texts of the queue that are due, collect the replies, and forward them by mail.',
  notes: [
    'A text stays in the queue of PARS until the moment it may go: not before the time it was delayed to, not in the parents’ quiet hours (`sms.quietHours`) unless its batch is urgent, and never after the time it says, or else the day it was due.',
    'Before it goes it is looked at again: a text about an absence is withdrawn when the register has the pupil as present by then, or the pupil has left; any text when the contact is no longer one of the pupil’s or has another number.',
    'The same text to the same number goes once in a batch, and is on the contact log of each pupil it was for.',
    'What was queued before the job went live is never sent, and a batch that goes beyond `sms.limits` waits until somebody approves the run.',
    'When another program changes texts of the queue, nothing more is sent until somebody says `pars-auto resume`.',
    'Replies are asked for every five minutes. Each goes on the contact log of the pupils that the latest text to its number was about; one that answers nothing is listed by `pars-auto sms replies --unmatched`.',
  ].join(' '),
  schedule: { every: '1m' },
  days: 'all',
  // Each text says itself how late it may go.
  missed: { policy: 'once', hours: 'any' },

  params: z.strictObject({}),

  reads: [
    ...(['sms_batch', 'contact', 'pupil_contact', 'pupil', 'registration_group', 'school_history'] as const),
    ...(['staff', 'mark', 'session', 'register_code'] as const),
  ],
  writes: [
    ...(['sms_message', 'contact_log', 'outbox', 'sms_text', 'sms_reply', 'sms_poll'] as const),
    ...(['sms_look', 'caution'] as const),
  ],
  counts: {
    byOthers: 'texts that another program has dealt with',
    handedOver: 'texts handed over to be sent',
    beyondLimit: 'texts beyond the limits handed over',
    joined: 'texts for further pupils that a text on its way serves as well',
    refused: 'texts refused: no mobile number, or too long',
    expired: 'texts expired: too late to be of use',
    withdrawn: 'texts withdrawn: no longer true, or the contact has changed',
    replies: 'replies filed with the text that they answer',
    unmatched: 'replies that answer no text',
    forwarded: 'replies forwarded by mail',
  },

  waiting(_params, context) {
    const { from, over, values, settings } = context
    const work = over(values({ work: 1 }))
    const { sms } = settings
    if (!sms) return work.whereRaw('1 = 0')
    const replies = from('sms_reply').whereNull('matched_at').select('id')
    const isHeld = from('caution').where({ host: '' }).select('reason')
    return work.where((any) => {
      for (const due of pollsDue(context, sms.provider)) any.orWhereExists(due)
      // While everything is held there is no use in looking every minute.
      any.orWhere((free) =>
        free
          .whereNotExists(isHeld)
          .where((waits) => waits.whereExists(unlookedTexts(context)).orWhereExists(replies)),
      )
    })
  },

  async fetch(_params, outside) {
    const sms = smsOf(outside.settings)
    // What reads phone numbers is large, and loaded when there are texts.
    const { collect } = await import('../sms/collect.ts')
    const provider = providerFor(sms, Date.now)
    try {
      await collect(provider, outside)
    } finally {
      provider.close()
    }
  },

  async plan(_params, context) {
    const sms = smsOf(context.settings)
    await pollTrouble(context, sms.provider)
    const { intake } = await import('../sms/intake.ts')
    const replies = await fileReplies(context, sms)
    return { ...((await otherSender(context)) ?? (await intake(context, sms))), ...replies }
  },
})

function smsOf({ sms }: Settings): SmsSettings {
  if (sms) return sms
  throw new UserError('The config has no section sms: it says who carries the texts. See: docs/config.md')
}
