import { code, date, flag, identity, instant, int, optional, table, text } from '../table.ts'
import type { Migration } from './migration.ts'

/** What jobs remember between runs: which groups, copies, awards and reminders are theirs. */
export const jobMemory = {
  kept_group: table(
    'The groups that the group jobs maintain, and what each stands for.',
    {
      family: code(40, 'Which sort: sen, bus-route …'),
      source_key: text(100, 'Which one of that sort: a number or a word of the source.'),
      name: text(100, 'The name it is given.'),
      confidential: flag('1 where the group is confidential.'),
      group_id: optional(int('The group; none for a moment while it is being made.')),
      adopted: flag('1 where PARS made it and it was taken over.'),
      retired_on: optional(date('When its source went away and it was emptied.')),
    },
    { key: ['family', 'source_key'], indexes: [['group_id']] },
  ),
  mirrored_incident: table(
    'Which incident of PARS is which in SIMS.',
    {
      incident_id: int('The incident in PARS.'),
      version: instant('Which edit of it was copied last.'),
      sims_incident_id: optional(int('The copy; none for a moment while it is being made.')),
    },
    { key: ['incident_id'], indexes: [['sims_incident_id']] },
  ),
  mirror_problem: table(
    'Incidents that cannot be copied to SIMS as things stand.',
    {
      incident_id: int('The incident in PARS.'),
      reason: code(40, 'Why not.'),
      since: instant('Since when.'),
    },
    { key: ['incident_id', 'reason'] },
  ),
  mirror_start: table(
    'From when on incidents are ours to copy to SIMS: before that, PARS wrote to SIMS itself. One row at most.',
    {
      id: int('1.'),
      since: instant('The last run that found the preference off.'),
    },
    { key: ['id'] },
  ),
  rule_award: table(
    'What the rules have awarded. Withdrawn awards stay, so that nothing is awarded a second time.',
    {
      id: identity(),
      rule: code(100, 'The rule: its number, or the id of the job.'),
      pupil_id: int('The pupil.'),
      period_from: date('First day of the period.'),
      period_to: date('Last day of the period.'),
      n: int('1 for the first award in the period.'),
      counted: int('What was counted when it was awarded.'),
      incident_id: optional(int('The incident; none for a moment while it is being made.')),
      awarded_at: instant('When.'),
      withdrawn_at: optional(instant('When a person withdrew it.')),
      withdrawn_by: optional(text(100, 'Who.')),
    },
    { unique: [['rule', 'pupil_id', 'period_from', 'n']], indexes: [['incident_id']] },
  ),
  detention_reminder: table(
    'Which notice reminds of which detention.',
    {
      detention_id: int('The detention.'),
      pupil_id: int('The pupil.'),
      notice_id: optional(
        int('The notice; none for a moment while it is being made, 0 once somebody has deleted it.'),
      ),
      date: date('The day the notice says.'),
      starts_at: code(5, 'The time it says.'),
      room: text(20, 'The room it says.'),
      staff_id: optional(int('Who it says holds the detention.')),
    },
    { key: ['detention_id', 'pupil_id'], indexes: [['notice_id']] },
  ),
}

/** The system jobs' memory; shadow runs, and since when a job has been live. Frozen once released. */
export const jobs: Migration = {
  version: 2,
  name: 'jobs',
  tables: jobMemory,
  added: {
    run: { shadow: optional(flag('1 for a run that only worked out what it would have done.')) },
    job: {
      live_since: optional(instant('The first moment the job was live: not switched off, not in shadow.')),
    },
  },
}
