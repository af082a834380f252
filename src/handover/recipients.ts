import type { Config, ConfiguredJob } from '../config/config.ts'
import { isMeantAsAddress, splitFor } from '../reports/delivery/responsible.ts'
import type { Delivery } from '../reports/delivery/settings.ts'

/** Who receives something of a job, as the config says it: roles as they stand there, addresses as `shown` has them. */
export function recipientsOf(
  config: Config,
  { job, params }: ConfiguredJob,
  shown: (address: string) => string,
): string[] {
  if (job.name === 'report') return ofReport(config, params as Delivery, shown)
  if (job.name === 'sms') return ofTexts(config, shown)
  return []
}

function ofReport(
  config: Config,
  { to, otherwise, splitBy, print, folder }: Delivery,
  shown: (address: string) => string,
): string[] {
  const named = [to ?? []].flat().map((one) => {
    if (isMeantAsAddress(one)) return shown(one)
    return splitFor(one) ? `each ${one.trim()}, the own part` : one
  })
  const printer = print?.printer ?? config.print?.printer
  return [
    ...named,
    ...(otherwise ? [`else ${shown(otherwise)}`] : []),
    ...(splitBy && named.length === 0 ? [`one for each ${splitBy}`] : []),
    ...(print ? [`printed${printer ? ` on ${printer}` : ''}`] : []),
    ...(folder ? [`folder ${folder.path}`] : []),
  ]
}

function ofTexts({ sms }: Config, shown: (address: string) => string): string[] {
  const { toSender, central, alwaysTo } = sms?.replies ?? {}
  if (alwaysTo) return ['parents', `replies: ${shown(alwaysTo)}`]
  const replies = [...(toSender ? ['whoever sent the text'] : []), ...(central ? [shown(central)] : [])]
  return ['parents', ...(replies.length > 0 ? [`replies: ${replies.join(', else ')}`] : [])]
}
