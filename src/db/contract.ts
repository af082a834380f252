import {
  code,
  date,
  flag,
  identity,
  instant,
  int,
  optional,
  personal,
  ref,
  type Table,
  table,
  text,
  time,
} from './table.ts'

/**
 * The school's tables as the jobs see them, declared once.
 *
 * These are *not* the tables of SIMS or PARS: what those look like is not public. A school maps its own tables
 * onto these names with views or synonyms; the embedded school has exactly these tables.
 */
export const contract = {
  preference: table(
    'A setting of the PARS system.',
    { name: code(100, 'Name of the setting.'), value: text(400, 'Its value.') },
    { key: ['name'] },
  ),

  year_group: table('A year group, from Reception to Year 13.', {
    id: identity(),
    name: text(60, 'As schools say it: Year 7.'),
    national_curriculum_year: int('0 for Reception, then 1 to 13.'),
  }),

  registration_group: table('A tutor group that registers together.', {
    id: identity(),
    name: text(60, 'Short name: 7A.'),
    year_group_id: ref('year_group', 'The year group it belongs to.'),
    tutor_id: optional(ref('staff', 'The tutor.')),
  }),

  house: table('A house that pupils of all years belong to.', { id: identity(), name: text(60, 'Name.') }),

  pupil: table(
    'Anyone who is, was or applied to be a pupil.',
    {
      id: identity(),
      admission_number: code(10, 'The number the school files the pupil under.'),
      upn: personal(optional(code(13, 'Unique pupil number (DfE).'))),
      surname: personal(text(100, 'Legal surname.')),
      forename: personal(text(100, 'Preferred forename.')),
      date_of_birth: personal(date('Date of birth.')),
      year_group_id: optional(ref('year_group', 'Present year group.')),
      registration_group_id: optional(ref('registration_group', 'Present registration group.')),
      house_id: optional(ref('house', 'House.')),
    },
    { unique: [['admission_number']] },
  ),

  school_history: table(
    'One stay of a pupil at the school. A pupil who came back has several.',
    {
      id: identity(),
      pupil_id: ref('pupil', 'The pupil.'),
      start_date: date('First day on roll.'),
      end_date: optional(date('Last day on roll, inclusive; none while the stay goes on.')),
      enrolment_status: code(20, 'single, main, subsidiary, guest or applicant.'),
    },
    { indexes: [['pupil_id', 'start_date']] },
  ),

  staff: table('A member of staff.', {
    id: identity(),
    staff_code: code(10, 'The code on the timetable: ABC.'),
    title: optional(text(20, 'Mr, Ms, Dr …')),
    surname: personal(text(100, 'Surname.')),
    forename: personal(text(100, 'Forename.')),
    role: optional(text(100, 'Deputy head, Head of Year 9 …')),
    email: personal(optional(text(254, 'School mail address.'))),
    left_on: optional(date('Last day at the school.')),
  }),

  contact: table('A parent, carer or other contact of a pupil.', {
    id: identity(),
    title: optional(text(20, 'Mr, Ms, Dr …')),
    surname: personal(text(100, 'Surname.')),
    forename: personal(optional(text(100, 'Forename.'))),
    mobile: personal(optional(text(40, 'Mobile number as somebody typed it.'))),
    email: personal(optional(text(254, 'Mail address.'))),
  }),

  pupil_contact: table(
    'Which contact belongs to which pupil, first to be called first.',
    {
      pupil_id: ref('pupil', 'The pupil.'),
      contact_id: ref('contact', 'The contact.'),
      priority: int('1 is called first.'),
      relationship: text(40, 'Mother, Father, Carer …'),
      parental_responsibility: flag('Holds parental responsibility.'),
    },
    { key: ['pupil_id', 'contact_id'] },
  ),

  register_code: table(
    'What a register code means, and from when to when it meant that (DfE, Working together to improve school attendance).',
    {
      code: code(3, 'As it stands in the register.'),
      valid_from: date('First day of this meaning.'),
      valid_to: optional(date('Last day of this meaning; none while it holds.')),
      meaning: code(30, 'present, approved, authorised, unauthorised, not-required, administrative or none.'),
      late: flag('1 where the pupil arrived late.'),
      description: text(200, 'In words.'),
    },
    { key: ['code', 'valid_from'] },
  ),

  session: table(
    'A registration session: the morning or the afternoon of one school day.',
    { id: identity(), date: date('The day.'), part: code(2, 'AM or PM.') },
    { unique: [['date', 'part']] },
  ),

  lesson: table(
    'One lesson of one teaching group.',
    {
      id: identity(),
      date: date('The day.'),
      period: int('1 to 5.'),
      starts_at: time('Start.'),
      ends_at: time('End.'),
      subject: text(60, 'Subject.'),
      registration_group_id: ref('registration_group', 'The group that is taught.'),
      staff_id: ref('staff', 'The teacher.'),
      room: text(20, 'Room.'),
    },
    { indexes: [['date'], ['registration_group_id', 'date']] },
  ),

  mark: table(
    'One mark of one pupil, for a session or for a lesson.',
    {
      id: identity(),
      pupil_id: ref('pupil', 'The pupil.'),
      date: date('The day.'),
      session_id: optional(ref('session', 'The session, for a session mark.')),
      lesson_id: optional(ref('lesson', 'The lesson, for a lesson mark.')),
      code: code(3, 'Register code; - while there is no mark.'),
      minutes_late: optional(int('How late, where the code says late.')),
    },
    { indexes: [['date'], ['pupil_id', 'date'], ['session_id'], ['lesson_id']] },
  ),

  mark_owner: table(
    'Who last altered a mark.',
    {
      mark_id: ref('mark', 'The mark.'),
      staff_id: optional(ref('staff', 'Who altered it.')),
      altered_at: instant('When.'),
    },
    { key: ['mark_id'] },
  ),

  behaviour_ground: table('Why an incident was recorded.', {
    id: identity(),
    name: text(100, 'Excellent work, Disruption …'),
    positive: flag('1 for praise, 0 for a sanction.'),
  }),

  behaviour_outcome: table('What followed from an incident. The points belong to it.', {
    id: identity(),
    name: text(100, 'House point, Detention …'),
    points: int('Added to the pupil: positive or negative.'),
  }),

  incident: table(
    'Something a pupil did: a ground with an outcome.',
    {
      id: identity(),
      pupil_id: ref('pupil', 'The pupil.'),
      date: date('The day.'),
      ground_id: ref('behaviour_ground', 'Why.'),
      outcome_id: ref('behaviour_outcome', 'What followed.'),
      recorded_by: optional(ref('staff', 'Who recorded it.')),
      recorded_at: instant('When it was recorded.'),
      comment: personal(optional(text('max', 'In words.'))),
    },
    { indexes: [['pupil_id', 'date'], ['date']] },
  ),

  detention: table('A detention that is held.', {
    id: identity(),
    date: date('The day.'),
    starts_at: time('Start.'),
    room: text(20, 'Room.'),
    staff_id: ref('staff', 'Who holds it.'),
    cancelled: flag('1 once called off.'),
  }),

  detention_pupil: table(
    'Who has to come to a detention.',
    {
      detention_id: ref('detention', 'The detention.'),
      pupil_id: ref('pupil', 'The pupil.'),
      incident_id: optional(ref('incident', 'What it is for.')),
    },
    { key: ['detention_id', 'pupil_id'] },
  ),

  notice: table(
    'A notice that staff see.',
    {
      id: identity(),
      title: personal(text(200, 'Headline.')),
      body: personal(text('max', 'The text.')),
      created_by: optional(ref('staff', 'Who wrote it.')),
      created_at: instant('When.'),
      expires_on: optional(date('Last day it is shown; none is Never.')),
    },
    { indexes: [['expires_on']] },
  ),

  pupil_group: table(
    'A named set of pupils: the All Years group, special groups, and the temporary ones that reports leave behind.',
    {
      id: identity(),
      kind: code(20, 'all-years, special or temporary.'),
      name: text(100, 'Name.'),
      made_by: code(20, 'hand, pars, or pars-auto for the groups this program maintains.'),
      created_at: instant('When it was made.'),
    },
    { indexes: [['kind', 'created_at']] },
  ),

  group_member: table(
    'Which pupil is in which group. Nothing stops a pupil from being there twice: that is how groups go corrupt.',
    {
      id: identity(),
      group_id: ref('pupil_group', 'The group.'),
      pupil_id: ref('pupil', 'The pupil.'),
    },
    { indexes: [['group_id', 'pupil_id']] },
  ),
} satisfies Record<string, Table>

export type TableName = keyof typeof contract
