import { Exit, UserError } from '../exit.ts'
import { grouped } from '../info/words.ts'
import type { ReportDocument } from '../reports/document.ts'
import type { World } from '../world.ts'

/** Rows between two looks at the clock. */
const LOOK = 500

/** A document that counts its rows as they go by, tells how far it is, and can be stopped. */
export function counted(
  { stop }: Pick<World, 'stop'>,
  document: ReportDocument,
  tell: (line: string) => void,
): { document: ReportDocument; rows(): number } {
  let rows = 0
  return {
    rows: () => rows,
    document: {
      ...document,
      // A format may go through the rows more than once.
      async *rows() {
        rows = 0
        for await (const row of document.rows()) {
          rows += 1
          if (rows % LOOK === 0) {
            if (stop.aborted) throw new UserError('Stopped before it was complete.', Exit.interrupted)
            tell(`${document.title}: ${grouped(rows)} ${document.rowName[1]}`)
          }
          yield row
        }
      },
    },
  }
}
