import type { Row } from '../db/database.ts'
import type { Frame } from './frame.ts'
import { OPEN, type Pupils } from './pupils.ts'
import { dates, type Span, Spans } from './spans.ts'

/** Two companies run a 14A. The 61 was withdrawn a few weeks ago, and nobody took its pupils off it. */
const ROUTES: { name: string; withdrawnDaysAgo?: number; weight: number }[] = [
  { name: '14A', weight: 6 },
  { name: '22', weight: 5 },
  { name: 'X5', weight: 4 },
  { name: 'Moorside and Thornby', weight: 5 },
  { name: '14A', weight: 3 },
  { name: 'Valley Link (morning only)', weight: 2 },
  { name: 'School coach 3', weight: 4 },
  { name: '61', withdrawnDaysAgo: 24, weight: 1.5 },
]

const RIDERS = 0.31

export const routeColumns = ['id', 'name', 'withdrawn_on']

export function* routeRows({ today }: Frame): Generator<Row[string][]> {
  for (const [at, { name, withdrawnDaysAgo }] of ROUTES.entries()) {
    const withdrawn = withdrawnDaysAgo === undefined ? null : today.minusDays(withdrawnDaysAgo).toString()
    yield [at + 1, name, withdrawn]
  }
}

export const riderColumns = ['id', 'pupil_id', 'route_id', 'start_date', 'end_date']

export function* riderRows(frame: Frame, pupils: Pupils): Generator<Row[string][]> {
  const random = frame.random('bus routes')
  const spans = new Spans(frame, pupils, random)
  let id = 0
  const row = (at: number, route: number, span: Span) => [++id, pupils.id(at), route, ...dates(span)]
  const someRoute = () => ROUTES.indexOf(random.weighted(ROUTES)) + 1
  const running = ROUTES.flatMap(({ withdrawnDaysAgo }, at) =>
    withdrawnDaysAgo === undefined ? [at + 1] : [],
  )
  for (let at = 0; at < pupils.length; at++) {
    if (!random.chance(RIDERS)) continue
    const now = spans.lasting(at)
    const route = someRoute()
    const luck = random.next()
    if (luck < 0.03) {
      yield row(at, route, spans.ended(at))
      continue
    }
    yield row(at, route, now)
    const other = random.pick(running.filter((one) => one !== route))
    // Moved house: another route until the day before. To one parent and to the other: two routes at a time.
    if (luck < 0.12) yield row(at, other, { from: now.from - random.int(30, 400), to: now.from - 1 })
    else if (luck < 0.15) yield row(at, other, now)
    // Entered again, and the first row never ended.
    else if (luck < 0.17) yield row(at, route, { from: now.from + 14, to: OPEN })
  }
}
