import { formatTime } from '../../schedule/wall.ts'
import { jobFields, mandatoryKeys } from '../job-schema.ts'
import { quote } from '../quote.ts'
import type { Rule } from './rule.ts'

/** All Years is what the school works with in the morning: no setting may keep it from being rebuilt. */
export const mandatoryJob: Rule = {
  name: 'mandatory-job',
  about:
    'A mandatory job runs every calendar day: its time can be set, but not whether or on which days it runs.',
  severity: 'error',
  *check({ jobs }) {
    for (const { id, job, path, written, fields, schedule } of jobs) {
      if (!job.mandatory) continue
      if (fields.enabled === false) {
        const message = `${quote(id)} is mandatory, and cannot be switched off`
        yield { path: [...path, 'enabled'], message, hint: 'delete this line' }
      }
      for (const key of written) {
        if (!(key in jobFields) || mandatoryKeys.includes(key)) continue
        const message = `${quote(id)} is mandatory and runs every day, so ${quote(key)} cannot be set`
        const time = schedule?.kind === 'fixed' ? formatTime(schedule.minutesOfDay[0]!) : '23:00'
        yield {
          path: [...path, key],
          on: 'key',
          message,
          hint: `only its time can be set, such as at: '${time}'`,
        }
      }
    }
  },
}
