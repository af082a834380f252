import type { SmsSettings } from '../../config/outgoing.ts'
import { UserError } from '../../exit.ts'
import type { SmsProvider } from '../provider.ts'
import { Esendex } from './esendex.ts'
import { FileProvider } from './file.ts'
import { Notify } from './notify.ts'
import { Twilio } from './twilio.ts'

/** The longest that sending one text takes, in milliseconds, before it is given up and left in doubt. */
const PATIENCE = 20_000

/**
 * The provider that the config names. It is asked nothing yet.
 * @param clock epoch milliseconds
 * @throws UserError where a key of the config is missing, or a secret that it refers to
 */
export function providerFor(
  settings: SmsSettings,
  clock: () => number,
  { patience = PATIENCE } = {},
): SmsProvider {
  const { provider, address } = settings
  switch (provider) {
    case 'file':
      return new FileProvider(settings.file ?? missing('file'), clock, patience)
    case 'notify': {
      const group = settings.notify ?? missing(provider)
      const apiKey = group.apiKey || missing('notify.apiKey')
      return new Notify({ ...group, apiKey }, clock, patience, address)
    }
    case 'esendex': {
      const group = settings.esendex ?? missing(provider)
      const password = group.password || missing('esendex.password')
      return new Esendex({ ...group, password }, patience, address)
    }
    case 'twilio': {
      const group = settings.twilio ?? missing(provider)
      const authToken = group.authToken || missing('twilio.authToken')
      return new Twilio({ ...group, authToken }, patience, address)
    }
  }
}

function missing(key: string): never {
  const message = `sms.${key} is not set, and no text can be sent without it`
  const hint = key.includes('.') ? ': the variable that it refers to must be set where the program runs' : ''
  throw new UserError(message + hint)
}
