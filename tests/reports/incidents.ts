import type { ReportSchool } from './school.ts'

/** Writes down incidents at a school with three kinds of them. */
export async function behaviourAt(school: ReportSchool) {
  const ground = (name: string, positive: 0 | 1) => school.add('behaviour_ground', { name, positive })
  const outcome = (name: string, points: number) => school.add('behaviour_outcome', { name, points })
  const kinds = {
    work: { ground_id: await ground('Excellent work', 1), outcome_id: await outcome('House points', 2) },
    phone: { ground_id: await ground('Mobile phone', 0), outcome_id: await outcome('Demerit', -1) },
    uniform: { ground_id: await ground('Uniform', 0), outcome_id: await outcome('Warning', 0) },
  }
  return async (pupil: number, date: string, kind: keyof typeof kinds, times = 1) => {
    for (let time = 0; time < times; time++)
      await school.add('incident', {
        ...{ pupil_id: pupil, date, ...kinds[kind] },
        ...{ recorded_by: null, recorded_at: `${date}T10:00:00.000Z`, changed_at: null, comment: null },
      })
  }
}
