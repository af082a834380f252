import { type Check, type Finding, ok, warning } from '../check.ts'

/** Days ahead: as `validate` has it, enough to find the dates of the next school year and to type them in. */
const NOTICE = 60

export const calendar: Check = {
  name: 'calendar',
  about: 'The calendar reaches further than the next 60 days.',
  needs: 'config',
  async look({ world }, { calendar: { endsOn }, school: { zone } }): Promise<Finding[]> {
    const cure = 'Add the terms and holidays of the next school year to calendar:'
    if (!endsOn)
      return [warning('The config has no terms: every weekday counts as a school day, holidays too.', cure)]
    const left = endsOn.compare(zone.dayAt(world.clock()))
    if (left < 0)
      return [warning(`The calendar ended on ${endsOn}: every weekday counts as a school day.`, cure)]
    if (left <= NOTICE)
      return [
        warning(
          `The calendar ends on ${endsOn}, in ${left} days: then every weekday counts as a school day.`,
          cure,
        ),
      ]
    return [ok(`The calendar reaches until ${endsOn}.`)]
  },
}
