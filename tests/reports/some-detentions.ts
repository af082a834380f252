import type { ReportSchool } from './school.ts'

/** A detention at 15:00 in H1, held by Ms Hill unless said otherwise, with these pupils. */
export async function detention(
  school: ReportSchool,
  date: string,
  pupils: number[],
  given: { at?: string; room?: string; staff?: number; cancelled?: true; incident?: number } = {},
): Promise<number> {
  const detention_id = await school.add('detention', {
    ...{ date, starts_at: given.at ?? '15:00', room: given.room ?? 'H1' },
    ...{ staff_id: given.staff ?? school.tutor, cancelled: given.cancelled ? 1 : 0 },
  })
  for (const pupil_id of pupils)
    await school.add('detention_pupil', { detention_id, pupil_id, incident_id: given.incident ?? null })
  return detention_id
}

/** Something a pupil did, of a ground that is new. */
export async function incident(
  school: ReportSchool,
  pupil_id: number,
  date: string,
  ground: string,
): Promise<number> {
  const ground_id = await school.add('behaviour_ground', { name: ground, positive: 0 })
  const outcome_id = await school.add('behaviour_outcome', { name: 'Detention', points: -2 })
  const recorded_at = `${date}T10:00:00.000Z`
  return school.add('incident', { pupil_id, date, ground_id, outcome_id, recorded_at })
}
