import { type Check, type Finding, none, ok, warning } from '../check.ts'

export const alerts: Check = {
  name: 'alerts',
  about: 'Somebody is told when something goes wrong.',
  needs: 'config',
  async look({ world }, { alerts: { mail, webhook } }): Promise<Finding[]> {
    const told = [
      ...(mail.length > 0
        ? [`by mail to ${mail.length === 1 ? 'one address' : `${mail.length} addresses`}`]
        : []),
      ...(webhook ? ['to a webhook'] : []),
    ]
    if (told.length > 0) return [ok(`Alerts go ${told.join(' and ')}.`)]
    const cure = 'Set alerts.mail or alerts.webhook: docs/alerts.md'
    if (world.machine.platform === 'win32')
      return [warning('Nobody is told: what ticks print, nobody reads under Task Scheduler.', cure)]
    return [none('Alerts are only printed by ticks: whoever gets the mail of cron is told.')]
  },
}
