import type { TableName } from '../contract.ts'

/**
 * Names of SIMS that have been seen in SQL that people have published. Nobody here has seen the tables themselves:
 * they are hints on where to look, and each has to be checked. Of PARS' own tables nothing is public.
 */
export const SEEN_IN_PUBLIC: Partial<Record<TableName, string[]>> = {
  pupil: [
    'sims.sims_person (person_id, surname, forename, dob)',
    'sims.stud_student (person_id, unique_pupil_no)',
    'sims.stud_school_history (person_id, admission_number)',
  ],
  school_history: ['sims.stud_school_history (person_id, school_id, start_date, end_date)'],
  year_group: ['sims.sims_base_group, sims.sims_base_group_type'],
  registration_group: ['sims.sims_base_group, sims.sims_base_group_type'],
  house: ['sims.sims_base_group, sims.sims_base_group_type'],
  mark: ['sims.att_mark_normalised (person_id, att_week_id, session_start, mark)', 'sims.att_week'],
  session: ['sims.att_session, sims.att_week'],
  register_code: ['sims.att_code (code, external_code, description)'],
  lesson: ['sims.sims_event_instance (event_start, event_end)'],
}
