import { dashboard } from '../commands/dashboard.ts'
import type { jsonOf } from '../dashboard/dashboard.ts'
import type { ExitCode } from '../exit.ts'
import type { World } from '../world.ts'
import { askEach, type Told } from './ask.ts'

/** What is shown of a school among many. */
export interface Overview extends Pick<Told<unknown>, 'name' | 'file' | 'code' | 'trouble'> {
  /** What the config calls it. */
  school?: string
  /** Jobs that are switched on. */
  jobs?: number
  /** The newest run of them. */
  last?: { job: string; state: string; startedAt: string } | undefined
  /** The next one that is no look. ISO 8601 in UTC. */
  next?: { job: string; at: string } | undefined
  /** When `run-due` was on record last. ISO 8601 in UTC. */
  tick?: string | undefined
  /** What waits for a person. */
  troubles: { what: string; job?: string; since?: string; todo: string[] }[]
}

type Dashboard = ReturnType<typeof jsonOf>

/** How each of many schools is, in the order of their files. */
export async function overviewOf(world: World, given: string[]): Promise<Overview[]> {
  const told = await askEach<Dashboard>(world, given, (here, options) => dashboard(here, options))
  return told.map(overview)
}

function overview({ said, ...school }: Told<Dashboard>): Overview {
  const own = school.trouble === undefined ? [] : [unreadable(school.trouble, school.file)]
  if (!said) return { ...school, troubles: own }
  const on = said.jobs.filter(({ enabled }) => enabled)
  const last = newest(on.flatMap(({ job, lastRun }) => (lastRun ? [{ job, ...lastRun }] : [])))
  const next = on
    .flatMap(({ job, nextRun }) => (nextRun ? [{ job, at: nextRun.at }] : []))
    .sort((a, b) => a.at.localeCompare(b.at))[0]
  return {
    ...school,
    school: said.school,
    jobs: on.length,
    last: last && { job: last.job, state: last.state, startedAt: last.startedAt },
    next,
    tick: said.hosts[0]?.lastTickAt,
    troubles: [
      ...own,
      ...said.troubles.map(({ what, job, since, todo }) => ({
        what,
        since,
        ...(job ? { job } : {}),
        todo: todo.map((command) => `${command} --config ${school.file}`),
      })),
    ],
  }
}

const newest = <Run extends { startedAt: string }>(runs: Run[]): Run | undefined =>
  runs.sort((a, b) => b.startedAt.localeCompare(a.startedAt))[0]

const unreadable = (trouble: string, file: string): Overview['troubles'][number] => ({
  what: trouble,
  todo: [`pars-auto validate ${file}`],
})

/** What these schools come to, for the exit code. */
export const codesOf = (schools: Pick<Overview, 'code'>[]): ExitCode[] => schools.map(({ code }) => code)
