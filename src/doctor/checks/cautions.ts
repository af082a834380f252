import { isMigrated } from '../../db/migrations/index.ts'
import { cautions as standing } from '../../runner/caution.ts'
import { type Check, type Finding, none, ok, warning } from '../check.ts'

/** What holds deletions and sending: another program at the queue, clocks that differed, a backup put back. */
export const cautions: Check = {
  name: 'cautions',
  about: 'Nothing is held, such as texts because another program sends them as well.',
  needs: 'database',
  async look({ world }, _config, db): Promise<Finding[]> {
    if (!(await isMigrated(db))) return [none('There are no tables of pars-auto yet.')]
    const held = await standing(db, world.host)
    if (held.length === 0) return [ok('Nothing is held.')]
    return held.map(({ detail }) => warning(detail, 'Look into it, then: pars-auto resume'))
  },
}
