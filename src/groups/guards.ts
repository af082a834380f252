import type { Guard } from '../jobs/plan.ts'
import type { Family } from './family.ts'
import type { Picture } from './picture.ts'

/** For each family by itself: how many may go that nothing explains, and that none of its sources has run dry. */
export function guardsOf(families: Family[], { roll, members, gone }: Picture): Guard[] {
  const unexplained = () => gone().where({ why: 'unexplained' })
  return [
    ...families.map(
      ({ family, title }): Guard => ({
        name: title,
        rows: unexplained().where({ family }),
        outOf: members().where({ family }),
        source: roll(),
        sourceName: 'pupils on roll',
        beyond: 'hold',
      }),
    ),
    ...families.flatMap(({ family, title, sources }) =>
      Object.entries(sources).map(
        ([sourceName, source]): Guard => ({
          name: title,
          // Whether the source is there at all; how many may go is the guard's above.
          rows: unexplained().whereNull('id'),
          outOf: members().where({ family }),
          source,
          sourceName,
          beyond: 'hold',
        }),
      ),
    ),
  ]
}
