import { Exit, UserError } from '../exit.ts'
import { grouped } from '../info/words.ts'
import type { ReportDocument } from '../reports/document.ts'
import type { World } from '../world.ts'

/** What is quick needs no progress; after this many milliseconds somebody wonders. */
const QUIET_MS = 1500
const EVERY_MS = 250
/** Rows between two looks at the clock. */
const LOOK = 500

/** A document that counts its rows as they go by, shows on a terminal how far it is, and can be stopped. */
export function counted(
  { terminal, clock, stop }: Pick<World, 'terminal' | 'clock' | 'stop'>,
  document: ReportDocument,
): { document: ReportDocument; rows(): number; end(): void } {
  const started = clock()
  let shown = 0
  let rows = 0
  const show = () => {
    const now = clock()
    if (!terminal.errors || now - started < QUIET_MS || now - shown < EVERY_MS) return
    shown = now
    terminal.errors.write(`\r${document.title}: ${grouped(rows)} ${document.rowName[1]} …`)
  }
  return {
    rows: () => rows,
    end() {
      if (shown > 0) terminal.errors?.write('\r\u001B[K')
      shown = 0
    },
    document: {
      ...document,
      // A format may go through the rows more than once.
      async *rows() {
        rows = 0
        for await (const row of document.rows()) {
          rows += 1
          if (rows % LOOK === 0) {
            if (stop.aborted) throw new UserError('Stopped before it was complete.', Exit.interrupted)
            show()
          }
          yield row
        }
      },
    },
  }
}
