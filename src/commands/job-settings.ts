import { z } from 'zod'
import type { Config, ConfiguredJob } from '../config/config.ts'
import type { Whole } from '../config/extends.ts'
import { lineIn, wholeOf } from '../config/extends-kept.ts'
import { bare, isOptional } from '../config/fields.ts'
import { jobFields, mandatoryKeys } from '../config/job-schema.ts'
import { scheduleText, type Timing } from '../config/timing.ts'
import { at, type Entry, plain } from '../config/tree.ts'

/** A setting of a job as it is in force. */
export interface Setting {
  key: string
  /** As the config has it, or would have it; undefined where nothing is set and there is no usual value. */
  value: unknown
  /** The line of the config that says so, from 1; none where it is the usual value. */
  line?: number
  /** The file that the line is of. */
  file?: string
}

/** Everything that can be set for a job, with where each value comes from. Secrets are not in it. */
export function settingsOf(config: Config, configured: ConfiguredJob): Setting[] {
  const { id, job } = configured
  // The text that is kept has no secrets in it, and as many lines as the file.
  const whole = wholeOf(config)
  const entries = entriesOf(whole, id)
  const written = new Map(
    [...entries].flatMap(([key, { value }]) => {
      const said = plain(value, (scalar) => scalar.value)
      return said === null ? [] : [[key, said] as const]
    }),
  )
  const usual = usualValues(configured, Object.fromEntries(written))
  const common = Object.keys(jobFields).filter((key) => !job.mandatory || mandatoryKeys.includes(key))
  const keys = [...common.filter((key) => key !== 'job'), ...Object.keys(job.params.shape)]
  return keys.flatMap((key): Setting[] => {
    if (written.has(key))
      return [{ key, value: written.get(key), ...(whole && lineIn(whole, entries.get(key)!.key.from)) }]
    return key in usual ? [{ key, value: usual[key] }] : []
  })
}

function entriesOf(whole: Whole | undefined, id: string): Map<string, Entry> {
  const body = at(whole?.root, ['jobs', id])
  return body?.kind === 'map' ? body.entries : new Map()
}

/** What holds where the file is silent; undefined for what has no usual value. */
function usualValues({ job, rules, missed, after }: ConfiguredJob, timing: Timing): Record<string, unknown> {
  return {
    enabled: true,
    shadow: false,
    // Of the ways to say when, only the one that is in force.
    ...scheduleText(timing, job.schedule),
    days: rules.days,
    nonSchoolDay: rules.nonSchoolDay,
    missed: missed.policy,
    within: job.missed.within,
    hours: missed.hours,
    after: after.length > 0 ? after : undefined,
    timeout: jobFields.timeout.parse(undefined),
    guard: jobFields.guard.parse(undefined),
    ...usualParameters(job.params),
  }
}

function usualParameters({ shape }: z.ZodObject): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(shape as Record<string, z.ZodType>).map(([key, schema]) => [
      key,
      isOptional(schema) && !(bare(schema) instanceof z.ZodObject)
        ? schema.safeParse(undefined).data
        : undefined,
    ]),
  )
}
