import { type StatusJson, status } from '../commands/status.ts'
import { headline } from '../runner/alert.ts'
import { troubleOf } from '../runner/status.ts'
import type { World } from '../world.ts'
import { askEach, type Told } from './ask.ts'

/** How one school stands among many. */
export interface Standing extends Pick<Told<unknown>, 'name' | 'file' | 'code'> {
  /** What is wrong, what has to be looked at first before the rest. */
  wrong: Wrong[]
  /** The last tick that is known of, on whichever host. ISO 8601 in UTC. */
  lastTick: string | null
  /** All that it said; null where it could say nothing. */
  status: StatusJson | null
}

interface Wrong {
  what: string
  job: string | null
  /** The command to type. */
  todo: string
}

/** How each of many schools stands, in the order of their files. */
export async function standingOf(world: World, given: string[]): Promise<Standing[]> {
  return (await askEach<StatusJson>(world, given, status)).map(standing)
}

function standing({ name, file, code, said, trouble }: Told<StatusJson>): Standing {
  const wrong = said
    ? wrongAt(said, file)
    : [{ what: trouble ?? 'It could not say how it is.', job: null, todo: `pars-auto validate ${file}` }]
  return { name, file, code, wrong, lastTick: said ? lastTickOf(said) : null, status: said ?? null }
}

const isReached = (said: StatusJson): said is Extract<StatusJson, { jobs: unknown }> => said.database.reached

function lastTickOf(said: StatusJson): string | null {
  const hosts = isReached(said) ? said.ticks.hosts.map(({ at }) => at) : []
  return [...hosts, ...(said.here.lastTick ? [said.here.lastTick] : [])].sort().at(-1) ?? null
}

const DOES = { failed: 'failed', held: 'is held', partial: 'was done in part' } as const

function wrongAt(said: StatusJson, file: string): Wrong[] {
  const at = (what: string, command: string, job: string | null = null): Wrong => ({
    what,
    job,
    todo: `pars-auto ${command} --config ${file}`,
  })
  if (!isReached(said)) return [at(said.database.message, 'db ping')]
  const { config, ticks, jobs, mandatory, incidents } = said
  const overdue = mandatory.filter((one) => one.overdue)
  const isToldAbove = ({ subject }: (typeof incidents)[number]) =>
    troubleOf(subject) !== undefined ||
    (subject === 'config' && !config.valid) ||
    overdue.some(({ job }) => subject === `mandatory ${job}`)
  return [
    ...(config.valid
      ? []
      : [
          {
            what: 'The config has errors; the last valid one is in force.',
            job: null,
            todo: `pars-auto validate ${file}`,
          },
        ]),
    ...(ticks.stopped ? [at('The ticks have stopped.', 'doctor --only ticks')] : []),
    ...jobs.map(({ job, trouble, run }) =>
      at(
        `${job} ${DOES[trouble]}.`,
        trouble === 'failed' || run === null ? `why ${job}` : `approve ${run}`,
        job,
      ),
    ),
    ...overdue.map(({ job }) => at(`${job} has not succeeded for 36 hours.`, `why ${job}`, job)),
    ...incidents
      .filter((one) => !isToldAbove(one))
      .map(({ id, message }) => at(headline(message), `ack ${id}`)),
  ]
}
