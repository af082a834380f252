import { mailTransport } from '../../mail/transport.ts'
import { type Check, type Finding, failed, none, ok } from '../check.ts'
import { untilFinding } from './certificates.ts'

/** How long the mail server may keep silent here, ms: whoever waits for a doctor is a person. */
const SILENCE = 10_000

export const mail: Check = {
  name: 'mail',
  about: 'The mail server can be reached and takes the login; no mail is sent.',
  needs: 'config',
  patience: 4 * SILENCE,
  async look({ world }, { mail: settings }): Promise<Finding[]> {
    if (!settings) return [none('The config has no section mail: no mail is sent.')]
    const { smtp, folder } = settings
    if (!smtp) return [ok(`Mails are written to ${folder}; no mail server is asked.`)]
    const timeout = Math.min(smtp.timeout, SILENCE)
    const transport = mailTransport({ ...settings, smtp: { ...smtp, timeout } })
    try {
      const { ok: isFine, words, certifiedUntil } = await transport.check()
      if (!isFine) return [failed(words, 'Once it is mended: pars-auto mail test ADDRESS')]
      const name = `${smtp.host}:${smtp.port}`
      return [ok(words), ...(certifiedUntil ? untilFinding(name, certifiedUntil, world.clock()) : [])]
    } finally {
      transport.close()
    }
  },
}
