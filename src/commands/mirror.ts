import { Exit, type ExitCode } from '../exit.ts'
import { grouped, type MirrorProblem, mirrorProblems, type ProblemGroup } from '../mirror/problems.ts'
import type { School } from '../runner/school.ts'
import type { World } from '../world.ts'
import { asJson, columns, when } from './display.ts'
import { type CommonOptions, countOf } from './options.ts'
import { withSchoolInForce } from './school.ts'

/** The incidents that could not be copied to SIMS, and what to do about them. */
export async function problems(world: World, options: CommonOptions & { count: string }): Promise<ExitCode> {
  const count = countOf(options)
  return withSchoolInForce(world, options, async (school) => {
    const found = await mirrorProblems(school.db)
    const groups = grouped(found)
    if (options.json) world.out(asJson({ groups, problems: found }))
    else if (found.length === 0) world.out('No incident is known that could not be copied to SIMS.\n')
    else world.out(`${summary(groups)}\n${list(world, school, found, count)}`)
    return Exit.done
  })
}

const summary = (groups: ProblemGroup[]): string =>
  groups
    .map(({ incidents, what, advice }) => `${incidentsOf(incidents)}: ${what}\n  To do: ${advice}.\n`)
    .join('')

const incidentsOf = (count: number) => `${count} ${count === 1 ? 'incident' : 'incidents'}`

function list(world: World, { config }: School, problems: MirrorProblem[], count: number): string {
  const rows = problems
    .slice(0, count)
    .map(({ incident, date, since, what }) => [String(incident), date, when(config.school.zone, since), what])
  const more = problems.length - rows.length
  return [
    columns(world, ['Incident', 'Of', 'Since', 'Why it is not in SIMS'], rows),
    more > 0 ? `and ${more} more: --count ${problems.length} shows them all\n` : '',
    'What has been put right is copied by the next run of deferred-behaviour-mirroring.\n',
  ].join('')
}
