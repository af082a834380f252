import { type ExitCode, worst } from '../exit.ts'
import { codesOf, overviewOf } from '../many/overview.ts'
import type { World } from '../world.ts'
import { asJson } from './display.ts'
import { givePage } from './page-file.ts'

/** Many schools on one page: a row each, and below what needs somebody. */
export async function dashboardMany(
  world: World,
  given: string[],
  out: string | undefined,
): Promise<ExitCode> {
  const schools = await overviewOf(world, given)
  if (out === undefined)
    world.out(
      asJson(
        schools.map(({ name, file, school, code, trouble, jobs, last, next, tick, troubles }) => ({
          school: name,
          name: school ?? null,
          config: file,
          exit: code,
          trouble: trouble ?? null,
          jobs: jobs ?? null,
          lastRun: last ?? null,
          nextRun: next ?? null,
          lastTick: tick ?? null,
          troubles: troubles.map(({ job = null, since = null, what, todo }) => ({ job, since, what, todo })),
        })),
      ),
    )
  else {
    const { schoolsPage } = await import('../dashboard/schools-page.ts')
    givePage(world, out, schoolsPage(schools, world.clock(), world.host.name), 'open it in any browser.')
  }
  return worst(codesOf(schools))
}
