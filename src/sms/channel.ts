import { UserError } from '../exit.ts'
import type { Channel } from '../outbox/channel.ts'
import type { School } from '../runner/school.ts'
import type { SmsProvider } from './provider.ts'
import { providerFor } from './providers/index.ts'
import { settleTexts } from './settle.ts'

/** The way out for texts; undefined where the config has no section sms. */
export function smsChannel({ config, clock }: School): Channel | undefined {
  const { sms } = config
  if (!sms) return undefined
  const provider = usable(() => providerFor(sms, clock))
  const { lookUp } = provider
  return {
    kind: 'sms',
    provider: sms.provider,
    concurrency: provider.concurrency,
    patience: provider.patience,
    async reconsider(session, items, now) {
      const { reconsider } = await import('./reconsider.ts')
      return reconsider(config, sms, session, items, now)
    },
    send: ({ reference, recipient, content }) =>
      provider.send({ reference, number: recipient, text: content }),
    ...(lookUp ? { lookUp: ({ reference }) => lookUp.call(provider, reference) } : {}),
    settle: settleTexts,
    close: () => provider.close(),
  }
}

type Sender = Pick<SmsProvider, 'concurrency' | 'patience' | 'send' | 'lookUp' | 'close'>

/** A provider whose secrets are not at hand sends nothing and says why: texts wait, and somebody is told. */
function usable(open: () => SmsProvider): Sender {
  try {
    return open()
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    const reason = error.message
    return { concurrency: 1, patience: 1000, send: async () => ({ kind: 'stop', reason }), close: () => {} }
  }
}
