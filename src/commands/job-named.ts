import type { Config, ConfiguredJob } from '../config/config.ts'
import { configureJob } from '../config/load.ts'
import { visible } from '../config/quote.ts'
import { nearest } from '../config/suggest.ts'
import { Exit, UserError } from '../exit.ts'
import { registry } from '../jobs/index.ts'

/** A job, and whether the config has it: one that it lacks is there with its defaults, and does not run. */
export interface NamedJob {
  configured: ConfiguredJob
  isInConfig: boolean
}

/**
 * A job by its id, or one that the config lacks by its name.
 * @throws UserError when there is none, with the nearest that there is
 */
export function jobNamed(config: Config, id: string): NamedJob {
  const configured = config.jobs.find((one) => one.id === id)
  if (configured) return { configured, isInConfig: true }
  const declared = Object.hasOwn(registry, id) ? registry[id] : undefined
  if (!declared) throw unknownJob(config, id, Object.keys(registry))
  return { configured: configureJob(config, declared), isInConfig: false }
}

/** @param besides names that would do as well as the ids of the config */
export function unknownJob(config: Config, id: string, besides: string[] = []): UserError {
  const ids = config.jobs.map((job) => job.id)
  const near = nearest(id, [...ids, ...besides])
  const hint = near === undefined ? `It has: ${ids.join(', ')}.` : `Did you mean ${near}?`
  return new UserError(`The config has no job "${visible(id)}". ${hint}`, Exit.usage)
}
