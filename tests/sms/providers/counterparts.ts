import { onTestFinished } from 'vitest'
import type { SmsSettings } from '../../../src/config/outgoing.ts'
import type { SmsProvider } from '../../../src/sms/provider.ts'
import { providerFor } from '../../../src/sms/providers/index.ts'
import type { ProviderServer } from './server.ts'
import { EsendexServer } from './server-esendex.ts'
import { NotifyServer } from './server-notify.ts'
import { TwilioServer } from './server-twilio.ts'

/** Everything that speaks HTTP; a new adapter is a new line here, and must pass the whole suite. */
export const servers: [SmsSettings['provider'], () => ProviderServer][] = [
  ['notify', () => new NotifyServer()],
  ['esendex', () => new EsendexServer()],
  ['twilio', () => new TwilioServer()],
]

/** A running server, which ends with the test. */
export async function running<Server extends ProviderServer>(
  server: Server,
  tls?: { key: string; cert: string },
): Promise<Server> {
  await server.start(tls)
  onTestFinished(() => server.stop())
  return server
}

/** The adapter to it, as the program makes it, closed with the test. */
export function adapter(
  { settings }: { settings: SmsSettings },
  { clock = Date.now, patience = 10_000 } = {},
): SmsProvider {
  const provider = providerFor(settings, clock, { patience })
  onTestFinished(() => provider.close())
  return provider
}

export const never = new AbortController().signal

/** All pages of a list. */
export async function all<Row>(pages: AsyncIterable<Row[]>): Promise<Row[]> {
  const rows: Row[] = []
  for await (const page of pages) rows.push(...page)
  return rows
}

export const hello = { reference: 'm1-4f2a', number: '+447700900123', text: 'Ada is late (private words).' }
