import type { Session } from '../db/database.ts'
import { own } from '../db/migrations/index.ts'
import type { Reason } from './reasons.ts'

/** An incident that could not be copied to SIMS at the last run. Of the pupil and the comment it says nothing. */
export interface MirrorProblem {
  incident: number
  /** The day of the incident. */
  date: string
  reason: Reason
  /** When it was first found, ISO 8601 in UTC. */
  since: string
  /** What is wrong, with names. */
  what: string
  /** What a person can do about it. */
  advice: string
}

interface ProblemRow {
  incident: number
  date: string
  reason: Reason
  since: string
  ground_id: number
  ground: string | null
  type_id: number | null
  outcome_id: number
  outcome: string | null
  sims_outcome_id: number | null
}

/** Every problem of the last run, in the order of the incidents. */
export async function mirrorProblems(session: Session): Promise<MirrorProblem[]> {
  const rows = await session.all<ProblemRow>(
    session
      .sql({ p: own('mirror_problem') })
      .join('incident as i', 'i.id', 'p.incident_id')
      .leftJoin('behaviour_ground as g', 'g.id', 'i.ground_id')
      .leftJoin('behaviour_outcome as o', 'o.id', 'i.outcome_id')
      .orderBy(['p.incident_id', 'p.reason'])
      .select({
        incident: 'i.id',
        date: 'i.date',
        reason: 'p.reason',
        since: 'p.since',
        ground_id: 'i.ground_id',
        ground: 'g.name',
        type_id: 'g.sims_type_id',
        outcome_id: 'i.outcome_id',
        outcome: 'o.name',
        sims_outcome_id: 'o.sims_outcome_id',
      }),
  )
  return rows.map((row) => {
    const { incident, date, reason, since } = row
    const [what, advice] = inWords[reason](row)
    return { incident, date, reason, since, what, advice }
  })
}

const ground = ({ ground, ground_id }: ProblemRow) => (ground ? `ground "${ground}"` : `ground ${ground_id}`)
const outcome = ({ outcome, outcome_id }: ProblemRow) =>
  outcome ? `outcome "${outcome}"` : `outcome ${outcome_id}`

const inWords: Record<Reason, (row: ProblemRow) => [what: string, advice: string]> = {
  'ground-unknown': (row) => [
    `${ground(row)} is not in PARS`,
    'give these incidents a ground that there is, or delete them',
  ],
  'ground-unmapped': (row) => [
    `${ground(row)} has no counterpart in SIMS`,
    'choose the SIMS type that the ground stands for',
  ],
  'ground-not-in-sims': (row) => [
    `${ground(row)} stands for type ${row.type_id ?? 'none'}, which SIMS does not have`,
    'choose a SIMS type that there is',
  ],
  'outcome-unknown': (row) => [
    `${outcome(row)} is not in PARS`,
    'give these incidents an outcome that there is, or delete them',
  ],
  'outcome-unmapped': (row) => [
    `${outcome(row)} has no counterpart in SIMS`,
    'choose the SIMS outcome that the outcome stands for',
  ],
  'outcome-not-in-sims': (row) => [
    `${outcome(row)} stands for outcome ${row.sims_outcome_id ?? 'none'}, which SIMS does not have`,
    'choose a SIMS outcome that there is',
  ],
  'pupil-unknown': () => [
    'the pupil is not among the pupils',
    'find out where the pupil has gone, or delete the incidents',
  ],
}

/** The same trouble of several incidents, the most frequent first. */
export interface ProblemGroup extends Pick<MirrorProblem, 'reason' | 'what' | 'advice'> {
  incidents: number
}

export function grouped(problems: MirrorProblem[]): ProblemGroup[] {
  const groups = new Map<string, ProblemGroup>()
  for (const { reason, what, advice } of problems) {
    const group = groups.get(what) ?? { reason, what, advice, incidents: 0 }
    group.incidents += 1
    groups.set(what, group)
  }
  return [...groups.values()].sort((a, b) => b.incidents - a.incidents || a.what.localeCompare(b.what))
}
