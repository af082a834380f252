import { formatTime, minuteOfDay } from '../../schedule/wall.ts'
import { shortDate } from '../../schedule/weekday.ts'
import { Zone } from '../../schedule/zone.ts'
import { type Check, type Finding, failed, ok } from '../check.ts'

/** What everybody in the country can see: https://www.gov.uk/when-do-the-clocks-change */
const LONDON = ['2026-03-29T01:00Z', '2026-10-25T01:00Z', '2027-03-28T01:00Z', '2027-10-31T01:00Z']

const YEAR = 366 * 86_400_000

export const timeZone: Check = {
  name: 'time-zone',
  about: 'Node.js knows when the clocks change.',
  async look({ world, config }): Promise<Finding[]> {
    const changes = new Zone('Europe/London')
      .transitionsBetween(Date.parse('2026-01-01T00:00Z'), Date.parse('2028-01-01T00:00Z'))
      .map(({ at }) => at)
    const data = `time zone data ${process.versions.tz ?? 'of the system'}`
    if (String(changes) !== String(LONDON.map((text) => Date.parse(text))))
      return [
        failed(
          `Node.js has ${data}, by which the clocks in London change at other times than they do.`,
          'Install Node.js anew from https://nodejs.org: one without full ICU does not know time zones.',
        ),
      ]
    const zone = config?.school.zone ?? new Zone('Europe/London')
    const [next] = zone.transitionsBetween(world.clock(), world.clock() + YEAR)
    const when = next
      ? `the clocks of ${zone.name} change next on ${shortDate(zone.dayAt(next.at))}, to ${formatTime(minuteOfDay(zone.wallAt(next.at)))}`
      : `the clocks of ${zone.name} do not change`
    return [ok(`With ${data}, ${when}.`)]
  },
}
