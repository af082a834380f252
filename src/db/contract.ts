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

  automation_grant: table(
    'Who may do what in pars-auto, as a site maps it from the permissions of PARS. No rows: only the config says so.',
    {
      account: text(
        256,
        'The account or login: RIVERSIDE\\j.smith, or j.smith for one of that name in any domain.',
      ),
      permission: code(
        20,
        'access: Access automation control; setup: Setup automation jobs; personal: View personal data. Any other gives nothing.',
      ),
    },
    { key: ['account', 'permission'] },
  ),

  year_group: table(
    'A year group, from Reception to Year 13.',
    {
      id: identity(),
      name: text(60, 'As schools say it: Year 7.'),
      national_curriculum_year: int('0 for Reception, then 1 to 13.'),
    },
    { source: 'sims' },
  ),

  registration_group: table(
    'A tutor group that registers together.',
    {
      id: identity(),
      name: text(60, 'Short name: 7A.'),
      year_group_id: ref('year_group', 'The year group it belongs to.'),
      tutor_id: optional(ref('staff', 'The tutor.')),
      site: optional(text(60, 'Its site, at a school with several.')),
    },
    { source: 'sims' },
  ),

  house: table(
    'A house that pupils of all years belong to.',
    { id: identity(), name: text(60, 'Name.') },
    { source: 'sims' },
  ),

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
    { unique: [['admission_number']], source: 'sims' },
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
    { indexes: [['pupil_id', 'start_date']], source: 'sims' },
  ),

  staff: table(
    'A member of staff.',
    {
      id: identity(),
      staff_code: code(10, 'The code on the timetable: ABC.'),
      title: optional(text(20, 'Mr, Ms, Dr …')),
      surname: personal(text(100, 'Surname.')),
      forename: personal(text(100, 'Forename.')),
      role: optional(text(100, 'Deputy head, Head of Year 9 …')),
      email: personal(optional(text(254, 'School mail address.'))),
      left_on: optional(date('Last day at the school.')),
    },
    { source: 'sims' },
  ),

  contact: table(
    'A parent, carer or other contact of a pupil.',
    {
      id: identity(),
      title: optional(text(20, 'Mr, Ms, Dr …')),
      surname: personal(text(100, 'Surname.')),
      forename: personal(optional(text(100, 'Forename.'))),
      mobile: personal(optional(text(40, 'Mobile number as somebody typed it.'))),
      email: personal(optional(text(254, 'Mail address.'))),
    },
    { source: 'sims' },
  ),

  pupil_contact: table(
    'Which contact belongs to which pupil, first to be called first.',
    {
      pupil_id: ref('pupil', 'The pupil.'),
      contact_id: ref('contact', 'The contact.'),
      priority: int('1 is called first.'),
      relationship: text(40, 'Mother, Father, Carer …'),
      parental_responsibility: flag('Holds parental responsibility.'),
    },
    { key: ['pupil_id', 'contact_id'], source: 'sims' },
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

  teaching_class: table('A class as the timetable has it: pupils who are taught a subject together.', {
    id: identity(),
    name: text(60, 'Such as 9X/Ma1.'),
    subject: text(60, 'Subject.'),
    staff_id: optional(ref('staff', 'Who teaches it.')),
  }),

  class_member: table(
    'A time for which a pupil is in a class.',
    {
      id: identity(),
      class_id: ref('teaching_class', 'The class.'),
      pupil_id: ref('pupil', 'The pupil.'),
      start_date: date('First day.'),
      end_date: optional(date('Last day, inclusive; none while it goes on.')),
    },
    { indexes: [['class_id'], ['pupil_id']] },
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
      source: optional(code(20, 'scan where a card or a finger made the mark; none for a person.')),
    },
    { key: ['mark_id'] },
  ),

  behaviour_ground: table('Why an incident was recorded.', {
    id: identity(),
    name: text(100, 'Excellent work, Disruption …'),
    positive: flag('1 for praise, 0 for a sanction.'),
    sims_type_id: optional(ref('sims_behaviour_type', 'What SIMS calls it; none while nobody has said.')),
  }),

  behaviour_outcome: table('What followed from an incident. The points belong to it.', {
    id: identity(),
    name: text(100, 'House point, Detention …'),
    points: int('Added to the pupil: positive or negative.'),
    sims_outcome_id: optional(
      ref('sims_behaviour_outcome', 'What SIMS calls it; none while nobody has said.'),
    ),
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
      changed_at: optional(instant('When it was last edited; none if it never was.')),
      comment: personal(optional(text('max', 'In words.'))),
    },
    { indexes: [['pupil_id', 'date'], ['date'], ['recorded_at']] },
  ),

  behaviour_rule: table(
    'A rule of the Rule based behaviours screen: pupils who meet it are awarded an incident.',
    {
      id: identity(),
      name: text(100, 'Such as: 3 lates in a week.'),
      active: flag('1 while it is to be applied.'),
      criterion: code(
        20,
        'What is counted: code, meaning, ground, outcome, points, praise or sanctions (incidents of that sort).',
      ),
      criterion_value: optional(
        text(
          100,
          'Which: a register code; a statistical meaning (or late, absent, attended); the number of a ground or an outcome.',
        ),
      ),
      counted_in: optional(code(10, 'For codes and meanings: session, lesson or both.')),
      comparison: code(10, 'at-least, at-most, exactly or none.'),
      threshold: int('How many; 0 with none.'),
      awards: code(10, 'once, or every: once for each multiple of the threshold.'),
      period: code(20, 'day, week, fortnight, half-term, term or date-range.'),
      period_from: optional(date('First day of a date range.')),
      period_to: optional(date('Last day of a date range.')),
      award_ground_id: ref('behaviour_ground', 'The ground of the incident that is awarded.'),
      award_outcome_id: ref('behaviour_outcome', 'Its outcome.'),
    },
  ),

  behaviour_rule_scope: table(
    'Who a rule is for: pupils in any of its rows. A rule without a row is for all.',
    {
      id: identity(),
      rule_id: ref('behaviour_rule', 'The rule.'),
      group_id: optional(ref('pupil_group', 'A group.')),
      year_group_id: optional(ref('year_group', 'A year group.')),
      registration_group_id: optional(ref('registration_group', 'A registration group.')),
    },
  ),

  sims_behaviour_type: table(
    'A type of incident in SIMS: the counterpart of a ground.',
    {
      id: identity(),
      name: text(100, 'Name.'),
    },
    { source: 'sims' },
  ),

  sims_behaviour_outcome: table(
    'An outcome in SIMS.',
    { id: identity(), name: text(100, 'Name.') },
    { source: 'sims' },
  ),

  sims_incident: table(
    'An incident in SIMS.',
    {
      id: identity(),
      reference: optional(code(40, 'For a copy from PARS: PARS and the number of the incident there.')),
      pupil_id: ref('pupil', 'The pupil.'),
      date: date('The day.'),
      type_id: ref('sims_behaviour_type', 'Type.'),
      outcome_id: ref('sims_behaviour_outcome', 'Outcome.'),
      recorded_by: optional(ref('staff', 'Who recorded it.')),
      recorded_at: instant('When it was recorded.'),
      comment: personal(optional(text('max', 'In words.'))),
    },
    { indexes: [['reference']], source: 'sims', ours: 'reference' },
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
      pupil_id: optional(ref('pupil', 'The pupil it is about; none when it is about nobody in particular.')),
      created_by: optional(ref('staff', 'Who wrote it; none when a program did.')),
      created_at: instant('When.'),
      expires_on: optional(date('Last day it is shown; none is Never.')),
    },
    { indexes: [['expires_on'], ['pupil_id']] },
  ),

  pupil_group: table(
    'A named set of pupils: the All Years group, special groups, and the temporary ones that reports leave behind.',
    {
      id: identity(),
      kind: code(20, 'all-years, special or temporary.'),
      name: text(100, 'Name.'),
      made_by: code(20, 'hand, pars (its automation), or pars-auto.'),
      confidential: flag('1 where it may be shown only to those who may see such things.'),
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

  sen_stage: table(
    'A time for which a pupil had a special educational need.',
    {
      id: identity(),
      pupil_id: ref('pupil', 'The pupil.'),
      status: text(60, 'As somebody wrote it: K, SEN Support, E, EHCP, N …'),
      start_date: date('First day.'),
      end_date: optional(date('Last day, inclusive; none while it goes on.')),
    },
    { indexes: [['pupil_id']], source: 'sims' },
  ),

  gifted_talented: table(
    'A subject in which a pupil is gifted or talented.',
    {
      id: identity(),
      pupil_id: ref('pupil', 'The pupil.'),
      subject: text(60, 'Subject.'),
      start_date: date('First day.'),
      end_date: optional(date('Last day, inclusive; none while it goes on.')),
    },
    { indexes: [['pupil_id']], source: 'sims' },
  ),

  pupil_premium: table(
    'A time for which the school receives the Pupil Premium for a pupil. It is not the same as FSM6.',
    {
      id: identity(),
      pupil_id: ref('pupil', 'The pupil.'),
      start_date: date('First day.'),
      end_date: optional(date('Last day, inclusive; none while it goes on.')),
    },
    { indexes: [['pupil_id']], source: 'sims' },
  ),

  free_school_meal: table(
    'A time for which a pupil was eligible for free school meals.',
    {
      id: identity(),
      pupil_id: ref('pupil', 'The pupil.'),
      start_date: date('First day.'),
      end_date: optional(date('Last day, inclusive; none while it goes on.')),
    },
    { indexes: [['pupil_id']], source: 'sims' },
  ),

  pupil_language: table(
    'The first language of a pupil.',
    {
      pupil_id: ref('pupil', 'The pupil.'),
      language: text(60, 'A DfE code (ENG, ENB, OTB, OTH, NOT, REF, CLF …) or the name of the language.'),
    },
    { key: ['pupil_id'], source: 'sims' },
  ),

  service_child: table(
    'Whether a parent of the pupil serves in the armed forces.',
    {
      pupil_id: ref('pupil', 'The pupil.'),
      indicator: text(20, 'Y, N, R (refused) or U (unknown), or in words.'),
    },
    { key: ['pupil_id'], source: 'sims' },
  ),

  young_carer: table(
    'Whether the pupil cares for somebody at home.',
    {
      pupil_id: ref('pupil', 'The pupil.'),
      indicator: text(60, 'P (parent or guardian says so), S (the school says so) or N, or in words.'),
    },
    { key: ['pupil_id'], source: 'sims' },
  ),

  bus_route: table(
    'A bus route to school.',
    {
      id: identity(),
      name: text(90, 'Name or number.'),
      withdrawn_on: optional(date('Last day it runs; none while it goes on.')),
    },
    { source: 'sims' },
  ),

  pupil_bus_route: table(
    'A time for which a pupil takes a bus route.',
    {
      id: identity(),
      pupil_id: ref('pupil', 'The pupil.'),
      route_id: ref('bus_route', 'The route.'),
      start_date: date('First day.'),
      end_date: optional(date('Last day, inclusive; none while it goes on.')),
    },
    { indexes: [['pupil_id']], source: 'sims' },
  ),

  consent_type: table(
    'Something that a parent can agree to.',
    {
      id: identity(),
      name: text(90, 'Photographs, Biometric data …'),
      withdrawn_on: optional(date('Last day it is asked for; none while it is.')),
    },
    { source: 'sims' },
  ),

  pupil_consent: table(
    'A consent that was given for a pupil.',
    {
      id: identity(),
      pupil_id: ref('pupil', 'The pupil.'),
      consent_type_id: ref('consent_type', 'To what.'),
      given_on: date('First day.'),
      withdrawn_on: optional(
        date('The day it was withdrawn, on which it no longer holds; none while it holds.'),
      ),
    },
    { indexes: [['pupil_id']], source: 'sims' },
  ),

  medical_condition: table(
    'A medical condition that the school keeps a list of.',
    {
      id: identity(),
      name: text(90, 'Asthma, Epilepsy …'),
      withdrawn_on: optional(date('Last day the list is kept; none while it is.')),
    },
    { source: 'sims' },
  ),

  pupil_medical: table(
    'A time for which a pupil had a medical condition.',
    {
      id: identity(),
      pupil_id: ref('pupil', 'The pupil.'),
      condition_id: ref('medical_condition', 'The condition.'),
      start_date: date('First day.'),
      end_date: optional(date('Last day, inclusive; none while it goes on.')),
    },
    { indexes: [['pupil_id']], source: 'sims' },
  ),

  sync_copy: table('A copy of a report that somebody ran, as PARS keeps it in the database.', {
    id: identity(),
    report: text(100, 'Which report.'),
    started_at: instant('When it was run.'),
    finished_at: optional(instant('When the copy was complete; none while the report is being run.')),
    content: personal(text('max', 'The copy.')),
  }),

  sms_batch: table('Texts that were written in one go.', {
    id: identity(),
    purpose: code(20, 'absence: about a session that the pupil missed; general: anything else.'),
    urgent: flag('1 where it may go in the parents’ quiet hours.'),
    queued_by: optional(ref('staff', 'Who sent them; none when a program did.')),
    queued_at: instant('When they were queued.'),
  }),

  sms_message: table(
    'A text in the queue of PARS, to one number about one pupil.',
    {
      id: identity(),
      batch_id: ref('sms_batch', 'Written together with these.'),
      pupil_id: ref('pupil', 'The pupil it is about.'),
      contact_id: optional(ref('contact', 'Whose number it is; none for a number typed by hand.')),
      number: personal(text(40, 'The number as somebody typed it.')),
      body: personal(text('max', 'The text.')),
      about_date: optional(date('For an absence: the day.')),
      about_part: optional(code(2, 'For an absence: AM or PM; none for the whole day.')),
      not_before: optional(instant('Not to be sent earlier.')),
      not_after: optional(instant('Not to be sent later; none is the end of the day it was due.')),
      state: code(
        10,
        'queued, sending, sent, delivered, failed, unknown, expired, withdrawn or deleted. Whoever sends it changes it.',
      ),
      state_reason: optional(text(400, 'Why it has that state, where that needs a word.')),
      state_at: optional(instant('Since when it has that state; none while it waits untouched.')),
    },
    { indexes: [['state', 'not_before'], ['batch_id'], ['pupil_id', 'about_date']] },
  ),

  contact_log: table(
    'What the school and a pupil’s contacts said to each other.',
    {
      id: identity(),
      pupil_id: ref('pupil', 'The pupil it is about.'),
      contact_id: optional(ref('contact', 'The contact; none where nobody knows whose number it is.')),
      at: instant('When.'),
      direction: code(3, 'out: from the school; in: to the school.'),
      channel: code(10, 'sms.'),
      body: personal(text('max', 'What was said.')),
      staff_id: optional(ref('staff', 'Who said it for the school; none when a program did.')),
    },
    { indexes: [['pupil_id', 'at']] },
  ),

  scan_device: table('A reader of cards or fingers.', {
    id: identity(),
    code: code(40, 'What it calls itself in its scans.'),
    name: text(100, 'What people call it: Main gate.'),
    site: optional(text(60, 'The site it stands on, at a school with several.')),
    room: optional(text(20, 'The room it stands in, for lessons.')),
  }),

  pupil_identity: table(
    'What a reader knows a pupil by, and from when to when.',
    {
      id: identity(),
      pupil_id: ref('pupil', 'The pupil.'),
      kind: code(20, 'card or fingerprint.'),
      identity: personal(code(64, 'The number of the card or of the finger, as the reader says it.')),
      valid_from: date('First day.'),
      valid_to: optional(date('Last day, inclusive; none while it goes on.')),
    },
    { indexes: [['identity'], ['pupil_id']] },
  ),

  scan: table(
    'A card or a finger at a reader. It may be in a database of its own.',
    {
      device: code(40, 'Code of the reader.'),
      event_id: code(64, 'The number that the reader gave it.'),
      identity: personal(code(64, 'The number of the card or of the finger.')),
      at: instant('When, by the clock of the reader.'),
      kind: code(20, 'session, lesson, sign-in or sign-out.'),
    },
    { key: ['device', 'event_id'], indexes: [['at']] },
  ),

  school_info: table(
    'What the graphs of the School Information screen show: numbers by week and year group.',
    {
      id: identity(),
      measure: code(
        30,
        'attendance, todays-marks, praise-points, sanction-points, persistent-absence or severe-absence.',
      ),
      date: date('The Monday of the week; for todays-marks the day.'),
      year_group_id: optional(ref('year_group', 'The year group; none for pupils without one.')),
      detail: optional(code(30, 'For todays-marks: the statistical meaning.')),
      value: int('Sessions attended, marks, points or pupils.'),
      out_of: int('Possible sessions, marks or pupils; 0 where it is a share of nothing.'),
    },
    { indexes: [['measure', 'date']] },
  ),
} satisfies Record<string, Table>

export type TableName = keyof typeof contract
