import { Exit, type ExitCode } from '../exit.ts'
import { newestAudits } from '../runner/audit.ts'
import type { World } from '../world.ts'
import { asJson, columns, paint, when } from './display.ts'
import { momentOf } from './moment.ts'
import { type CommonOptions, countOf } from './options.ts'
import { withSchoolInForce } from './school.ts'

interface AuditOptions extends CommonOptions {
  count: string
  since?: string
}

/** How much of a config's hash tells it from the others of a school. */
const HASH_SHOWN = 8

/** What people did and were refused, newest first. */
export async function audit(world: World, options: AuditOptions): Promise<ExitCode> {
  const count = countOf(options)
  return withSchoolInForce(world, options, async (school) => {
    const { db, config } = school
    const since =
      options.since === undefined ? undefined : momentOf('--since', options.since, school, await db.now())
    const found = await newestAudits(db, count, since)
    const { red } = paint(world)
    if (options.json)
      world.out(
        asJson(
          found.map(({ refused, config_hash, ...row }) => ({
            ...row,
            refused: refused === 1,
            configHash: config_hash,
          })),
        ),
      )
    else if (found.length === 0) world.out('Nothing is on record.\n')
    else
      world.out(
        columns(
          world,
          ['When', 'Who', 'On', 'Command', 'What', 'Config'],
          found.map(({ at, person, host, command, refused, detail, config_hash }) => [
            ...[when(config.school.zone, at), person, host, command],
            refused ? `${red('refused')}: ${detail}` : detail,
            config_hash?.slice(0, HASH_SHOWN) ?? '',
          ]),
        ),
      )
    return Exit.done
  })
}
