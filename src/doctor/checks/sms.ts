import { OutsideTrouble } from '../../jobs/outside-trouble.ts'
import { providerFor } from '../../sms/providers/index.ts'
import { type Check, type Finding, failed, none, ok, warning } from '../check.ts'

/** How long a request to the provider may take, ms. */
const PATIENCE = 10_000

/** With as little credit it is time to buy more: of texts, and of money, in any currency. */
const FEW = { texts: 200, money: 10 }

export const sms: Check = {
  name: 'sms',
  about: 'The provider of texts can be reached and takes the login, and there is credit; no text is sent.',
  needs: 'config',
  patience: 3 * PATIENCE,
  async look({ world }, { sms: settings }): Promise<Finding[]> {
    if (!settings) return [none('The config has no section sms: no text is sent.')]
    if (settings.provider === 'file')
      return [ok(`Texts are written to ${settings.file?.folder}; no provider is asked.`)]
    const provider = providerFor(settings, world.clock, { patience: PATIENCE })
    try {
      if (provider.credit) return [creditFinding(provider.name, await provider.credit())]
      return [ok(`${await provider.look?.()}.`)]
    } catch (error) {
      if (!(error instanceof OutsideTrouble)) throw error
      return [failed(`${error.message}.`, 'Once it is mended: pars-auto sms test NUMBER')]
    } finally {
      provider.close()
    }
  },
}

/** @param credit as the provider says it: `412 texts`, `12.34 GBP` */
export function creditFinding(provider: string, credit: string): Finding {
  const left = Number.parseFloat(credit)
  const told = `${provider} takes the login; ${credit} are left`
  const few = credit.endsWith('texts') ? FEW.texts : FEW.money
  if (!Number.isFinite(left) || left > few) return ok(`${told}.`)
  return left > 0
    ? warning(`${told}, which is little.`, 'Buy credit')
    : failed(`${told}: it sends no text.`, 'Buy credit, or see with the provider why')
}
