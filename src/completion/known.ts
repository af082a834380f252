import path from 'node:path'
import { configFile } from '../commands/options.ts'
import { fieldsOf, jobFields, mandatoryKeys } from '../config/job-schema.ts'
import { loadConfig } from '../config/load.ts'
import { registry } from '../jobs/index.ts'
import { reports } from '../reports/index.ts'
import type { World } from '../world.ts'
import type { Candidate } from './candidates.ts'

/** A job of the config. */
interface KnownJob extends Candidate {
  /** The name of what it runs. */
  job: string
}

/** What the school has that can be named: its jobs, its reports. Whatever is wrong with the config, nothing is said. */
export class Known {
  readonly #world: World
  readonly #file: string | undefined
  #jobs: KnownJob[] | undefined

  /** @param file the config, where the command line names it */
  constructor(world: World, file: string | undefined) {
    this.#world = world
    this.#file = file
  }

  jobs(): KnownJob[] {
    this.#jobs ??= this.#read()
    return this.#jobs
  }

  /** Those that the config lacks as well. */
  jobsAndOthers(): Candidate[] {
    const jobs = this.jobs()
    const ids = new Set(jobs.map(({ word }) => word))
    const others = Object.values(registry).filter(({ name }) => !ids.has(name))
    return [...jobs, ...others.map(({ name, title }) => ({ word: name, about: title }))]
  }

  reports(): Candidate[] {
    return Object.values(reports).map(({ name, title }) => ({ word: name, about: title }))
  }

  /** The keys of a job, each with its =; without a job, those that every job has. */
  keysOf(id: string | undefined): string[] {
    const known = id === undefined ? undefined : this.jobs().find(({ word }) => word === id)?.job
    const name = known ?? id ?? ''
    const job = Object.hasOwn(registry, name) ? registry[name]! : undefined
    const keys = Object.keys(job ? fieldsOf(job) : jobFields).filter((key) => key !== 'job')
    const may = (key: string) => !job?.mandatory || !(key in jobFields) || mandatoryKeys.includes(key)
    return keys.filter(may).map((key) => `${key}=`)
  }

  #read(): KnownJob[] {
    const { env, cwd, clock } = this.#world
    const named = this.#file === undefined ? {} : { config: this.#file }
    const { config } = loadConfig(path.resolve(cwd, configFile(named, this.#world)), { env, now: clock() })
    if (config) return config.jobs.map(({ id, job }) => ({ word: id, about: job.title, job: job.name }))
    return Object.values(registry).map(({ name, title }) => ({ word: name, about: title, job: name }))
  }
}
