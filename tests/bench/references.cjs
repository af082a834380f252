// What each job does on the benchmark's school, written by hand for SQLite: a list of statements for each.
const TODAY = '2026-11-23'
const TOMORROW = '2026-11-24'
const NOW = '2026-11-23T20:30:00.000Z'

const rollOn = (day) => `SELECT DISTINCT pupil_id FROM school_history
  WHERE start_date <= '${day}' AND (end_date IS NULL OR end_date >= '${day}')
    AND enrolment_status IN ('single', 'main', 'subsidiary')`
const onRoll = rollOn(TOMORROW)

/** One automatic group, made anew: its members are the pupils on roll that `who` selects. */
const group = (id, name, who) => [
  `INSERT INTO pupil_group (id, kind, name, made_by, confidential, created_at)
     VALUES (${id}, 'special', '${name}', 'pars-auto', 0, '${NOW}')`,
  `INSERT INTO auto_kept_group (family, source_key, name, confidential, group_id, adopted)
     VALUES ('${name}', '${name}', '${name}', 0, ${id}, 0)`,
  `INSERT INTO group_member (group_id, pupil_id) SELECT DISTINCT ${id}, pupil_id FROM (${who}) WHERE pupil_id IN (${onRoll})`,
]

/** A group for each row of a list. */
const groups = (family, list, members) => [
  `INSERT INTO pupil_group (kind, name, made_by, confidential, created_at)
     SELECT 'special', '${family}: ' || name, 'pars-auto', 0, '${NOW}' FROM ${list}`,
  `INSERT INTO auto_kept_group (family, source_key, name, confidential, group_id, adopted)
     SELECT '${family}', l.id, g.name, 0, g.id, 0 FROM ${list} l JOIN pupil_group g ON g.name = '${family}: ' || l.name AND g.made_by = 'pars-auto'`,
  `INSERT INTO group_member (group_id, pupil_id)
     SELECT DISTINCT k.group_id, m.pupil_id FROM (${members}) m
     JOIN auto_kept_group k ON k.family = '${family}' AND k.source_key = CAST(m.list_id AS TEXT) WHERE m.pupil_id IN (${onRoll})`,
]

const open = (table, columns = 'pupil_id') =>
  `SELECT ${columns} FROM ${table} WHERE start_date <= '${TOMORROW}' AND (end_date IS NULL OR end_date >= '${TOMORROW}')`

const toMirror = `FROM incident i JOIN behaviour_ground g ON g.id = i.ground_id JOIN behaviour_outcome o ON o.id = i.outcome_id
  LEFT JOIN sims_behaviour_type t ON t.id = g.sims_type_id LEFT JOIN sims_behaviour_outcome so ON so.id = o.sims_outcome_id
  LEFT JOIN pupil p ON p.id = i.pupil_id LEFT JOIN sims_incident there ON there.reference = 'PARS ' || i.id
  WHERE i.recorded_at >= '2026-11-01T20:30:00.000Z' AND i.id NOT IN (SELECT incident_id FROM auto_mirrored_incident)`

// CROSS: SQLite would start with the codes, and read all marks for each of them.
const meaning = `CROSS JOIN register_code c ON c.code = m.code AND c.valid_from <= m.date AND (c.valid_to IS NULL OR c.valid_to >= m.date)`

const sessionsOf = (from, to) => `m.date BETWEEN '${from}' AND '${to}' AND m.session_id IS NOT NULL`

const whileOnRoll = `EXISTS (SELECT 1 FROM school_history h
  WHERE h.pupil_id = m.pupil_id AND h.start_date <= m.date AND (h.end_date IS NULL OR h.end_date >= m.date)
    AND h.enrolment_status IN ('single', 'main', 'subsidiary'))`

const lates = (from, to) => `SELECT m.pupil_id, count(*) AS counted FROM mark m ${meaning}
  WHERE ${sessionsOf(from, to)} AND c.late = 1 AND ${whileOnRoll}
  GROUP BY m.pupil_id`

const threes = (from, to) => `SELECT pupil_id, counted, n FROM (${lates(from, to)})
  JOIN (SELECT 1 AS n UNION ALL SELECT 2 UNION ALL SELECT 3) ON counted >= 3 * n WHERE pupil_id IN (${onRoll})`

/** Pupils who attended at least half of their possible sessions. */
const attending = (from, to) => `SELECT m.pupil_id FROM mark m ${meaning}
  WHERE ${sessionsOf(from, to)} AND c.meaning IN ('present', 'approved', 'authorised', 'unauthorised')
  GROUP BY m.pupil_id HAVING 2 * sum(c.meaning IN ('present', 'approved')) >= count(*)`

const schoolDays =
  "SELECT '2026-11-16' AS day UNION ALL SELECT '2026-11-17' UNION ALL SELECT '2026-11-18' UNION ALL SELECT '2026-11-19' UNION ALL SELECT '2026-11-20'"

/** Pupils who were on roll on every school day of last week. */
const throughout = `SELECT h.pupil_id FROM (${schoolDays}) d JOIN school_history h ON h.start_date <= d.day AND (h.end_date IS NULL OR h.end_date >= d.day)
  WHERE h.enrolment_status IN ('single', 'main', 'subsidiary') GROUP BY h.pupil_id HAVING count(DISTINCT d.day) = 5`

/** Incidents for those whom `who` selects (pupil_id, counted, n), and the memory of the awards. */
const award = (rule, comment, ground, [from, to], who) => [
  `CREATE TEMP TABLE won${rule} AS ${who}`,
  `INSERT INTO incident (pupil_id, date, ground_id, outcome_id, recorded_at, comment)
     SELECT w.pupil_id, '${to}', ${ground}, ${ground}, '${NOW}', '${comment} ' || n FROM won${rule} w`,
  `INSERT INTO auto_rule_award (rule, pupil_id, period_from, period_to, n, counted, incident_id, awarded_at)
     SELECT '${rule}', w.pupil_id, '${from}', '${to}', w.n, w.counted, i.id, '${NOW}' FROM won${rule} w
     JOIN incident i INDEXED BY incident_pupil_id_date ON i.pupil_id = w.pupil_id AND i.date = '${to}' AND i.comment = '${comment} ' || w.n`,
]

const lastWeek = ['2026-11-16', '2026-11-22']
const thisWeek = [TODAY, TODAY]
const thisTerm = ['2026-09-02', TODAY]

const monday = (column) => `date(${column}, 'weekday 0', '-6 days')`

const registerTimes = ['2026-11-20', TODAY].flatMap((date) => [
  `('${date}', 'AM', '${date}T07:30:00.000Z', '${date}T13:00:00.000Z', '${date}T08:40:00.000Z', '${date}T09:10:00.000Z', '/')`,
  `('${date}', 'PM', '${date}T13:00:00.000Z', '${date}T24:00:00.000Z', '${date}T13:40:00.000Z', '${date}T14:10:00.000Z', '\\')`,
])

module.exports = {
  'refresh-all-years': [
    `DELETE FROM group_member WHERE group_id = 1 AND id NOT IN (SELECT min(id) FROM group_member WHERE group_id = 1 GROUP BY pupil_id)`,
    `DELETE FROM group_member WHERE group_id = 1 AND pupil_id NOT IN (${onRoll})`,
    `INSERT INTO group_member (group_id, pupil_id)
       SELECT 1, pupil_id FROM (${onRoll}) WHERE pupil_id NOT IN (SELECT pupil_id FROM group_member WHERE group_id = 1)`,
  ],
  'temporary-group-housekeeping': [
    `DELETE FROM group_member WHERE group_id IN (SELECT id FROM pupil_group WHERE kind = 'temporary' AND created_at < '2026-11-23T08:30:00.000Z')`,
    `DELETE FROM pupil_group WHERE kind = 'temporary' AND created_at < '2026-11-23T08:30:00.000Z'`,
  ],
  'clear-expired-notices': [`DELETE FROM notice WHERE expires_on < '${TODAY}'`],
  'clear-sync-table': [
    `DELETE FROM sync_copy WHERE finished_at IS NOT NULL AND started_at < '2026-11-23T19:30:00.000Z'`,
  ],
  'remove-mark-owners': [
    `DELETE FROM mark_owner WHERE EXISTS (SELECT 1 FROM mark WHERE mark.id = mark_id AND mark.date < '2026-11-22')`,
  ],
  'gifted-sen-groups': [
    ...group(900001, 'Gifted', open('gifted_talented')),
    ...group(900002, 'K', `${open('sen_stage')} AND upper(trim(status)) IN ('K', 'SEN SUPPORT')`),
    ...group(900003, 'E', `${open('sen_stage')} AND upper(trim(status)) IN ('E', 'EHCP')`),
  ],
  'pupil-characteristic-groups': [
    ...group(900001, 'Pupil Premium', open('pupil_premium')),
    ...group(
      900002,
      'FSM6',
      `SELECT pupil_id FROM free_school_meal WHERE start_date <= '${TOMORROW}' AND (end_date IS NULL OR end_date > '2020-11-24')`,
    ),
    ...group(
      900003,
      'EAL',
      `SELECT pupil_id FROM pupil_language WHERE upper(trim(language)) NOT IN ('ENG', 'ENB', 'ENGLISH', 'NOT', 'REF', 'CLF', '')`,
    ),
    ...group(
      900004,
      'Service child',
      `SELECT pupil_id FROM service_child WHERE upper(trim(indicator)) IN ('Y', 'YES')`,
    ),
    ...group(
      900005,
      'Young carer',
      `SELECT pupil_id FROM young_carer WHERE upper(trim(indicator)) IN ('P', 'S')`,
    ),
  ],
  'bus-route-groups': groups('Bus', 'bus_route', open('pupil_bus_route', 'pupil_id, route_id AS list_id')),
  'consent-groups': groups(
    'Consent',
    'consent_type',
    `SELECT pupil_id, consent_type_id AS list_id FROM pupil_consent WHERE given_on <= '${TOMORROW}' AND (withdrawn_on IS NULL OR withdrawn_on > '${TOMORROW}')`,
  ),
  'medical-groups': groups(
    'Medical',
    'medical_condition',
    open('pupil_medical', 'pupil_id, condition_id AS list_id'),
  ),
  'deferred-behaviour-mirroring': [
    `INSERT INTO auto_mirror_problem (incident_id, reason, since) SELECT i.id, 'ground', '${NOW}' ${toMirror} AND (t.id IS NULL OR so.id IS NULL OR p.id IS NULL)`,
    `INSERT INTO sims_incident (reference, pupil_id, date, type_id, outcome_id, recorded_by, recorded_at, comment)
       SELECT 'PARS ' || i.id, i.pupil_id, i.date, g.sims_type_id, o.sims_outcome_id, i.recorded_by, i.recorded_at, i.comment
       ${toMirror} AND t.id IS NOT NULL AND so.id IS NOT NULL AND p.id IS NOT NULL AND there.id IS NULL`,
    `INSERT INTO auto_mirrored_incident (incident_id, version, sims_incident_id)
       SELECT i.id, coalesce(i.changed_at, i.recorded_at), s.id FROM incident i JOIN sims_incident s ON s.reference = 'PARS ' || i.id`,
  ],
  'detention-reminder-notices': [
    `INSERT INTO notice (title, body, pupil_id, created_at, expires_on)
       SELECT 'Detention on ' || d.date || ' at ' || d.starts_at || ', room ' || d.room, 'Held by ABC.', p.pupil_id, '${NOW}', d.date
       FROM detention d JOIN detention_pupil p ON p.detention_id = d.id
       WHERE d.cancelled = 0 AND d.date BETWEEN '${TODAY}' AND '2026-11-30' AND p.pupil_id IN (${onRoll})`,
    `INSERT INTO auto_detention_reminder (detention_id, pupil_id, notice_id, date, starts_at, room)
       SELECT d.id, p.pupil_id, n.id, d.date, d.starts_at, d.room FROM detention d JOIN detention_pupil p ON p.detention_id = d.id
       JOIN notice n ON n.pupil_id = p.pupil_id AND n.created_at = '${NOW}'`,
  ],
  'rule-based-behaviours': [
    ...award(1, 'Lates', 2, thisWeek, threes(...thisWeek)),
    ...award(2, 'Lates', 2, lastWeek, threes(...lastWeek)),
    ...award(
      3,
      'Ten lates',
      2,
      thisTerm,
      `SELECT pupil_id, counted, 1 AS n FROM (${lates(...thisTerm)}) WHERE counted >= 10 AND pupil_id IN (${onRoll})`,
    ),
    ...award(
      4,
      'None',
      1,
      lastWeek,
      `SELECT pupil_id, 0 AS counted, 1 AS n FROM (${throughout}) WHERE pupil_id IN (${attending(...lastWeek)})
         AND pupil_id NOT IN (SELECT i.pupil_id FROM incident i JOIN behaviour_ground g ON g.id = i.ground_id
           WHERE g.positive = 0 AND i.date BETWEEN '${lastWeek[0]}' AND '${lastWeek[1]}')`,
    ),
  ],
  'bonus-behaviour-points': award(
    5,
    'Full week',
    1,
    lastWeek,
    `SELECT pupil_id, 0 AS counted, 1 AS n FROM (${throughout}) WHERE pupil_id IN (${attending(...lastWeek)})
       AND pupil_id NOT IN (SELECT m.pupil_id FROM mark m ${meaning}
         WHERE ${sessionsOf(...lastWeek)} AND c.meaning IN ('authorised', 'unauthorised') AND ${whileOnRoll})`,
  ),
  'refresh-school-info': [
    `CREATE TEMP TABLE counted AS SELECT pupil_id, ${monday('date')} AS monday, code, count(*) AS marks
       FROM mark WHERE session_id IS NOT NULL AND date >= '2026-09-02' GROUP BY 1, 2, 3`,
    `CREATE TEMP TABLE known AS SELECT c.pupil_id, c.monday, p.year_group_id,
         sum(iif(r.meaning IN ('present', 'approved'), marks, 0)) AS attended, sum(iif(r.meaning IN ('authorised', 'unauthorised'), marks, 0)) AS missed
       FROM counted c JOIN pupil p ON p.id = c.pupil_id
       LEFT JOIN register_code r ON r.code = c.code AND r.valid_from <= c.monday AND (r.valid_to IS NULL OR r.valid_to >= c.monday)
       WHERE c.pupil_id IN (${rollOn(TODAY)}) GROUP BY 1, 2, 3`,
    `INSERT INTO school_info (measure, date, year_group_id, value, out_of)
       SELECT 'attendance', monday, year_group_id, sum(attended), sum(attended + missed) FROM known GROUP BY 2, 3`,
    `CREATE TEMP TABLE running AS SELECT monday, year_group_id, sum(missed) OVER w AS missed, sum(attended + missed) OVER w AS possible
       FROM known WINDOW w AS (PARTITION BY pupil_id ORDER BY monday)`,
    ...[
      ['persistent-absence', 10],
      ['severe-absence', 2],
    ].map(
      ([measure, times]) => `INSERT INTO school_info (measure, date, year_group_id, value, out_of)
       SELECT '${measure}', monday, year_group_id, sum(missed * ${times} >= possible), count(*) FROM running WHERE possible > 0 GROUP BY 2, 3`,
    ),
    `INSERT INTO school_info (measure, date, year_group_id, detail, value, out_of)
       SELECT 'todays-marks', m.date, p.year_group_id, c.meaning, count(*), 0 FROM mark m JOIN pupil p ON p.id = m.pupil_id ${meaning}
       WHERE m.date = '${TODAY}' AND m.session_id IS NOT NULL GROUP BY 3, 4`,
    `INSERT INTO school_info (measure, date, year_group_id, value, out_of)
       SELECT iif(o.points > 0, 'praise-points', 'sanction-points'), ${monday('i.date')} AS monday, p.year_group_id, sum(o.points), 0
       FROM incident i JOIN pupil p ON p.id = i.pupil_id JOIN behaviour_outcome o ON o.id = i.outcome_id
       WHERE i.date >= '2026-09-02' GROUP BY 1, 2, 3`,
  ],
  'pupil-scan': [
    'CREATE TEMP TABLE times (date, part, opens, until, starts, closes, code)',
    `INSERT INTO times VALUES ${registerTimes.join(', ')}`,
    `CREATE TEMP TABLE who AS SELECT i.identity, d.date, iif(count(DISTINCT i.pupil_id) = 1, min(i.pupil_id), NULL) AS pupil_id,
         max(i.kind <> 'card') AS finger
       FROM pupil_identity i JOIN (SELECT DISTINCT date FROM times) d ON i.valid_from <= d.date AND (i.valid_to IS NULL OR i.valid_to >= d.date)
       GROUP BY 1, 2`,
    `ALTER TABLE who ADD COLUMN refused`,
    `UPDATE who SET refused = CASE
       WHEN finger AND (NOT EXISTS (SELECT 1 FROM pupil_consent c JOIN consent_type t ON t.id = c.consent_type_id WHERE t.name = 'Biometric data'
           AND c.pupil_id = who.pupil_id AND c.given_on <= who.date AND (c.withdrawn_on IS NULL OR c.withdrawn_on > who.date))
         OR EXISTS (SELECT 1 FROM pupil_consent c JOIN consent_type t ON t.id = c.consent_type_id WHERE t.name = 'Biometric data'
           AND c.pupil_id = who.pupil_id AND c.withdrawn_on <= who.date)) THEN 'no-consent'
       WHEN NOT EXISTS (SELECT 1 FROM school_history h WHERE h.pupil_id = who.pupil_id AND h.start_date <= who.date
         AND (h.end_date IS NULL OR h.end_date >= who.date) AND h.enrolment_status IN ('single', 'main', 'subsidiary')) THEN 'not-on-roll' END`,
    'CREATE INDEX temp.who_identity ON who (identity, date)',
    `CREATE TEMP TABLE register AS SELECT w.pupil_id, w.date, t.part, t.opens, t.until, t.starts, t.closes, t.code AS slash, s.id AS session_id,
         m.id AS mark_id, m.code, o.staff_id, o.altered_at, o.source, c.meaning, c.late
       FROM (SELECT DISTINCT pupil_id, date FROM who WHERE pupil_id IS NOT NULL) w JOIN times t ON t.date = w.date JOIN session s ON s.date = t.date AND s.part = t.part
       LEFT JOIN mark m INDEXED BY mark_pupil_id_date ON m.pupil_id = w.pupil_id AND m.date = w.date AND m.session_id = s.id
       LEFT JOIN mark_owner o ON o.mark_id = m.id
       LEFT JOIN register_code c ON c.code = m.code AND c.valid_from <= w.date AND (c.valid_to IS NULL OR c.valid_to >= w.date)`,
    'CREATE INDEX temp.register_pupil ON register (pupil_id, date)',
    `CREATE TEMP TABLE seen AS SELECT s.device, s.event_id, s.at, substr(s.at, 1, 10) AS date, s.kind, w.pupil_id, r.part, r.session_id, r.mark_id,
         r.code AS old_code, r.staff_id, r.altered_at, r.source, r.meaning, r.late, r.starts,
         CASE WHEN w.pupil_id IS NULL THEN 'unknown-identity' WHEN w.refused IS NOT NULL THEN w.refused
           WHEN s.kind NOT IN ('session', 'sign-in') THEN 'noted' WHEN r.session_id IS NULL THEN iif(s.kind = 'session', 'too-early', 'noted') END AS outcome,
         CASE WHEN s.kind = 'session' AND s.at < r.starts THEN r.slash WHEN s.kind = 'session' AND s.at <= r.closes THEN 'L' END AS code
       FROM scan s LEFT JOIN who w ON w.identity = s.identity AND w.date = substr(s.at, 1, 10)
       LEFT JOIN register r ON r.pupil_id = w.pupil_id AND r.date = w.date AND s.at >= r.opens AND s.at < r.until
       WHERE s.at >= '2026-11-20' AND s.at <= '${NOW}'
         AND NOT EXISTS (SELECT 1 FROM auto_scan_outcome o WHERE o.device = s.device AND o.event_id = s.event_id)`,
    `CREATE TEMP TABLE decided AS SELECT *,
         row_number() OVER (PARTITION BY pupil_id, session_id ORDER BY outcome IS NOT NULL, code IS NULL, at, device, event_id) = 1
           AND outcome IS NULL AND code IS NOT NULL AND coalesce(old_code, '-') = '-' AS made,
         max(outcome IS NULL AND code IS NOT NULL AND coalesce(old_code, '-') = '-') OVER (PARTITION BY pupil_id, session_id) AS any_made FROM seen`,
    `INSERT INTO mark (pupil_id, date, session_id, code, minutes_late)
       SELECT pupil_id, date, session_id, code, iif(code = 'L', max(1, CAST((julianday(at) - julianday(starts)) * 1440 + 0.0001 AS INTEGER)), NULL) FROM decided WHERE made AND mark_id IS NULL`,
    `UPDATE mark SET code = d.code, minutes_late = iif(d.code = 'L', max(1, CAST((julianday(d.at) - julianday(d.starts)) * 1440 + 0.0001 AS INTEGER)), NULL)
       FROM decided d WHERE d.made AND d.mark_id = mark.id`,
    `UPDATE decided SET mark_id = (SELECT m.id FROM mark m INDEXED BY mark_pupil_id_date WHERE m.pupil_id = decided.pupil_id AND m.date = decided.date AND m.session_id = decided.session_id)
       WHERE mark_id IS NULL AND any_made`,
    `INSERT OR REPLACE INTO mark_owner (mark_id, staff_id, altered_at, source) SELECT mark_id, NULL, '${NOW}', 'scan' FROM decided WHERE made`,
    `INSERT INTO auto_scan_outcome (device, event_id, at, date, kind, outcome, pupil_id, mark_id, code, old_code, old_staff_id, old_altered_at, decided_at)
       SELECT device, event_id, at, date, kind,
         CASE WHEN outcome IS NOT NULL THEN outcome
           WHEN kind = 'sign-in' THEN iif(meaning IN ('authorised', 'unauthorised', 'approved', 'not-required') AND NOT late, 'on-site', 'noted')
           WHEN made THEN iif(code = 'L', 'late', 'marked') WHEN any_made OR source = 'scan' THEN 'duplicate' WHEN coalesce(old_code, '-') = '-' THEN 'too-late'
           WHEN meaning IN ('authorised', 'unauthorised', 'approved', 'not-required') AND NOT late THEN 'on-site' ELSE 'already-marked' END,
         pupil_id, mark_id, iif(made, code, NULL), iif(made, old_code, NULL), iif(made, staff_id, NULL), iif(made, altered_at, NULL), '${NOW}' FROM decided`,
    `UPDATE sms_message SET state = 'withdrawn', state_reason = 'On site.', state_at = '${NOW}'
       WHERE state = 'queued' AND batch_id IN (SELECT id FROM sms_batch WHERE purpose = 'absence')
         AND EXISTS (SELECT 1 FROM auto_scan_outcome o JOIN scan s ON s.device = o.device AND s.event_id = o.event_id
           WHERE o.pupil_id = sms_message.pupil_id AND o.date = about_date AND o.outcome = 'on-site'
             AND (about_part IS NULL OR about_part = iif(s.at < o.date || 'T13', 'AM', 'PM')))`,
  ],
}
