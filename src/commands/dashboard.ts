import { Exit, type ExitCode, UserError } from '../exit.ts'
import type { World } from '../world.ts'
import { asJson } from './display.ts'
import type { CommonOptions } from './options.ts'
import { givePage } from './page-file.ts'
import { withSchoolInForce } from './school.ts'

export interface DashboardOptions extends CommonOptions {
  out?: string
}

/** How the jobs are and were, as one HTML page, or as JSON. */
export async function dashboard(world: World, options: DashboardOptions): Promise<ExitCode> {
  const out = pageOf(options)
  return withSchoolInForce(world, options, async (school) => {
    // No tick pays for what makes pages.
    const { dashboardOf, jsonOf } = await import('../dashboard/dashboard.ts')
    const { dashboardPage } = await import('../dashboard/page.ts')
    const made = await dashboardOf(school)
    if (out === undefined) world.out(asJson(jsonOf(made)))
    else givePage(world, out, dashboardPage(made), 'open it in any browser.')
    return Exit.done
  })
}

/** Where the page goes; undefined for JSON. @throws UserError when that is not said */
export function pageOf({ out, json }: Pick<DashboardOptions, 'out' | 'json'>): string | undefined {
  if (json && out !== undefined) throw new UserError('Choose one of --json and --out.', Exit.usage)
  if (!json && out === undefined)
    throw new UserError(
      'Say where the page goes: --out dashboard.html, or --out - for standard output. For programs: --json',
      Exit.usage,
    )
  return out
}
