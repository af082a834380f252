import type { Config, ConfiguredJob } from '../config/config.ts'
import { loadConfig } from '../config/load.ts'
import { type Finding, type State, warning } from '../doctor/check.ts'
import { examine } from '../doctor/examine.ts'
import type { School } from '../runner/school.ts'
import { checksFor, isHard, ofRehearsals, ofWays } from '../shadow/checklist.ts'
import { comparisonOf } from '../shadow/comparison.ts'
import type { World } from '../world.ts'
import { paint, wrapped } from './display.ts'
import { openedAsIs } from './doctor.ts'

/** Rehearsals older than that say little about tonight, ms. */
const LOOKED_BACK = 30 * 86_400_000

/** Everything that speaks for or against letting a job act. `failed` is what it cannot do its work with. */
export async function checklistFor(
  world: World,
  school: School,
  configured: ConfiguredJob,
): Promise<Finding[]> {
  const { db, config } = school
  const comparison = await comparisonOf(school, configured, (await db.now()) - LOOKED_BACK)
  return [
    ...ofRehearsals(configured, comparison),
    ...ofWays(config, configured),
    ...(await examined(world, config, configured)),
  ]
}

/** Doctor's checks, of a school that has this job alone. */
async function examined(world: World, config: Config, configured: ConfiguredJob): Promise<Finding[]> {
  const { file } = config
  const alone = { ...config, jobs: [{ ...configured, enabled: true }] }
  const loaded = loadConfig(file, { env: world.env, now: world.clock() })
  const patient = { world, file, loaded, config: alone, places: config }
  const found = await examine(
    checksFor(config, configured),
    patient,
    () => openedAsIs(patient),
    () => {},
  )
  return found.flatMap(({ check, findings }) =>
    findings
      .filter(({ state }) => state !== 'none')
      .map((one) => (one.state === 'failed' && !isHard(check) ? warning(one.what, one.cure) : one)),
  )
}

const SIGNS: Record<State, [sign: string, look: 'green' | 'yellow' | 'red' | 'dim']> = {
  ok: ['ok', 'green'],
  warning: ['mind', 'yellow'],
  failed: ['stop', 'red'],
  none: ['-', 'dim'],
}

/** A line for each, and below it what to do. */
export function checklistText(world: World, id: string, findings: Finding[]): string {
  const chalk = paint(world)
  const width = Math.min(100, Math.max(60, world.columns)) - 8
  const lines = findings.flatMap(({ state, what, cure }) => {
    const [sign, look] = SIGNS[state]
    const [first = '', ...rest] = wrapped(what, width)
    return [
      `  ${chalk[look](sign.padEnd(6))}${first}`,
      ...[...rest, ...(cure ? wrapped(`> ${cure}`, width) : [])].map((line) => `        ${line}`),
    ]
  })
  return `Before ${id} goes live\n${lines.join('\n')}\n\n`
}
