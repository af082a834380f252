import { rmSync } from 'node:fs'
import Libsql from 'libsql'
import { contract } from '../../src/db/contract.ts'
import { sqliteDdl } from '../../src/db/ddl.ts'

export interface BenchSchool {
  pupils: number
  /** Session marks of fifty school days, two a day and pupil; without it there are none, and no owners. */
  marks: boolean
  /** Scans of today and of the school day before, evenly over pupils, readers and hours; with marks only. */
  scans?: number
}

/** The day on which all benchmarks run: a Monday evening in term. */
const TODAY = '2026-11-23'

const SESSION_DAYS = 50

/** Of four marks one has an owner. */
const OWNED = 4

/**
 * Makes an embedded school by SQL alone, so that 20 million marks take a minute or two: regular data, with something
 * to do for every job. A tenth of the pupils has left, another tenth has just come.
 */
export function makeBenchSchool(file: string, { pupils, marks, scans = 0 }: BenchSchool): void {
  for (const part of ['', '-wal', '-shm']) rmSync(file + part, { force: true })
  const db = new Libsql(file)
  db.exec('PRAGMA journal_mode = WAL')
  db.exec('PRAGMA synchronous = OFF')
  db.exec('PRAGMA temp_store = FILE')
  const statements = Object.entries(contract).map(([name, table]) => sqliteDdl.createTable(name, table))
  for (const [create] of statements) db.exec(create as string)
  db.exec('BEGIN')
  for (const sql of fill(pupils, marks)) db.exec(sql)
  if (scans > 0) for (const sql of scanRows(pupils, scans)) db.exec(sql)
  // Indexes on what is there already are built by sorting: many times faster than row by row.
  for (const [, ...indexes] of statements) for (const index of indexes) db.exec(index)
  db.exec('COMMIT')
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  db.close()
}

const numbers = (to: number) =>
  `WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ${to})`

/** The last so many weekdays up to today. */
const days = (count: number) => `
  WITH RECURSIVE day(date) AS (SELECT '${TODAY}' UNION ALL SELECT date(date, '-1 day') FROM day LIMIT ${count * 2})
  SELECT date FROM day WHERE strftime('%w', date) BETWEEN '1' AND '5' LIMIT ${count}`

function fill(pupils: number, marks: boolean): string[] {
  const all = numbers(pupils)
  return [
    ...lists,
    `INSERT INTO pupil (id, admission_number, surname, forename, date_of_birth, year_group_id, registration_group_id)
       ${all} SELECT n, printf('%07d', n), 'Surname' || n, 'Forename' || n, '2012-01-01', n % 7 + 1, NULL FROM number`,
    // A tenth left in July, a tenth came in September.
    `INSERT INTO school_history (pupil_id, start_date, end_date, enrolment_status)
       ${all} SELECT n, iif(n % 10 = 1, '2026-09-02', '2022-09-01'), iif(n % 10 = 0, '2026-07-21', NULL), 'single' FROM number`,
    // All Years as it was before the summer, with some pupils twice.
    `INSERT INTO pupil_group (id, kind, name, made_by, confidential, created_at) VALUES (1, 'all-years', 'All Years', 'pars', 0, '2022-09-01T00:00:00.000Z')`,
    `INSERT INTO group_member (group_id, pupil_id) ${all} SELECT 1, n FROM number WHERE n % 10 <> 1`,
    `INSERT INTO group_member (group_id, pupil_id) ${all} SELECT 1, n FROM number WHERE n % 50 = 2`,
    `INSERT INTO pupil_group (kind, name, made_by, confidential, created_at)
       ${numbers(Math.max(20, pupils / 100))} SELECT 'temporary', 'Report ' || n, 'pars', 0, '2026-11-01T00:00:00.000Z' FROM number`,
    `INSERT INTO group_member (group_id, pupil_id) SELECT g.id, p.id FROM pupil_group g JOIN pupil p ON p.id % 50 = g.id % 50 AND p.id <= 1000 WHERE g.kind = 'temporary'`,
    `INSERT INTO sen_stage (pupil_id, status, start_date, end_date)
       ${all} SELECT n, iif(n % 3 = 0, 'E', 'SEN Support'), '2023-09-01', iif(n % 14 = 0, '2026-10-01', NULL) FROM number WHERE n % 7 = 0`,
    `INSERT INTO gifted_talented (pupil_id, subject, start_date) ${all} SELECT n, 'Music', '2023-09-01' FROM number WHERE n % 12 = 0`,
    `INSERT INTO pupil_premium (pupil_id, start_date) ${all} SELECT n, '2023-09-01' FROM number WHERE n % 4 = 0`,
    `INSERT INTO free_school_meal (pupil_id, start_date, end_date) ${all} SELECT n, '2019-09-01', iif(n % 8 = 0, '2020-06-30', NULL) FROM number WHERE n % 4 = 1`,
    `INSERT INTO pupil_language (pupil_id, language) ${all} SELECT n, iif(n % 6 = 0, 'POL', 'ENG') FROM number`,
    `INSERT INTO service_child (pupil_id, indicator) ${all} SELECT n, iif(n % 40 = 0, 'Y', 'N') FROM number`,
    `INSERT INTO young_carer (pupil_id, indicator) ${all} SELECT n, iif(n % 60 = 0, 'P', 'N') FROM number`,
    `INSERT INTO pupil_bus_route (pupil_id, route_id, start_date) ${all} SELECT n, n % 20 + 1, '2023-09-01' FROM number WHERE n % 3 = 0`,
    `INSERT INTO pupil_consent (pupil_id, consent_type_id, given_on, withdrawn_on)
       ${all} SELECT n, t.id, '2023-09-01', iif(n % 20 = 0, '2026-11-01', NULL) FROM number, consent_type t`,
    `INSERT INTO pupil_medical (pupil_id, condition_id, start_date) ${all} SELECT n, n % 10 + 1, '2023-09-01' FROM number WHERE n % 8 = 0`,
    `INSERT INTO notice (title, body, created_at, expires_on) ${all} SELECT 'Notice', '', '2026-01-01T00:00:00.000Z', iif(n % 2, '2026-11-01', NULL) FROM number`,
    `INSERT INTO sync_copy (report, started_at, finished_at, content)
       ${all} SELECT 'Lates', '2026-11-0' || (n % 9 + 1) || 'T10:00:00.000Z', '2026-11-10T10:00:00.000Z', hex(zeroblob(200)) FROM number`,
    // Five incidents a pupil since September, one in a hundred of them with no counterpart in SIMS.
    `INSERT INTO incident (pupil_id, date, ground_id, outcome_id, recorded_at)
       ${numbers(pupils * 5)} SELECT n % ${pupils} + 1, date('2026-09-07', '+' || (n % 70) || ' days'), iif(n % 100 = 0, 3, n % 2 + 1), n % 2 + 1, '2026-11-23T08:00:00.000Z' FROM number`,
    `INSERT INTO detention (id, date, starts_at, room, staff_id, cancelled) ${numbers(Math.max(5, pupils / 500))} SELECT n, date('${TODAY}', '+' || (n % 5 + 1) || ' days'), '15:00', 'H' || (n % 9), 1, 0 FROM number`,
    `INSERT INTO detention_pupil (detention_id, pupil_id) SELECT d.id, p.id FROM pupil p JOIN detention d ON d.id = p.id % ${Math.max(5, pupils / 500)} + 1 WHERE p.id % 20 = 3`,
    ...(marks ? markRows(pupils) : []),
  ]
}

const lists = [
  `INSERT INTO preference (name, value) VALUES ('Defer SIMS writing to Automation', 'yes')`,
  `INSERT INTO year_group (id, name, national_curriculum_year) ${numbers(7)} SELECT n, 'Year ' || (n + 6), n + 6 FROM number`,
  `INSERT INTO staff (id, staff_code, surname, forename) VALUES (1, 'ABC', 'Test', 'Anna')`,
  `INSERT INTO register_code (code, valid_from, meaning, late, description) VALUES
     ('/', '2024-08-19', 'present', 0, 'Present'), ('\\', '2024-08-19', 'present', 0, 'Present'), ('L', '2024-08-19', 'present', 1, 'Late'),
     ('I', '2024-08-19', 'authorised', 0, 'Illness'), ('O', '2024-08-19', 'unauthorised', 0, 'Absent'), ('-', '2006-09-01', 'none', 0, 'No mark')`,
  `INSERT INTO sims_behaviour_type (id, name) VALUES (1, 'Praise'), (2, 'Disruption')`,
  `INSERT INTO sims_behaviour_outcome (id, name) VALUES (1, 'House point'), (2, 'Detention')`,
  `INSERT INTO behaviour_ground (id, name, positive, sims_type_id) VALUES (1, 'Effort', 1, 1), (2, 'Disruption', 0, 2), (3, 'Uniform', 0, NULL)`,
  `INSERT INTO behaviour_outcome (id, name, points, sims_outcome_id) VALUES (1, 'House point', 1, 1), (2, 'Detention', -1, 2)`,
  `INSERT INTO behaviour_rule (name, active, criterion, criterion_value, counted_in, comparison, threshold, awards, period, award_ground_id, award_outcome_id) VALUES
     ('3 lates in a week', 1, 'meaning', 'late', 'session', 'at-least', 3, 'every', 'week', 2, 2),
     ('10 lates in a term', 1, 'meaning', 'late', 'session', 'at-least', 10, 'once', 'term', 2, 2),
     ('No sanctions in a week', 1, 'sanctions', NULL, NULL, 'none', 0, 'once', 'week', 1, 1)`,
  `INSERT INTO bus_route (id, name) ${numbers(20)} SELECT n, 'Route ' || n FROM number`,
  `INSERT INTO consent_type (id, name) VALUES (1, 'Photographs'), (2, 'Biometric data'), (3, 'School trips')`,
  `INSERT INTO medical_condition (id, name) ${numbers(10)} SELECT n, 'Condition ' || n FROM number`,
]

function markRows(pupils: number): string[] {
  return [
    `INSERT INTO session (date, part) SELECT date, part FROM (${days(SESSION_DAYS)}), (SELECT 'AM' AS part UNION ALL SELECT 'PM') ORDER BY date, part`,
    `INSERT INTO mark (pupil_id, date, session_id, code)
       SELECT p.id, s.date, s.id,
         CASE (p.id * 7 + s.id * 13) % 20 WHEN 0 THEN 'L' WHEN 1 THEN 'I' WHEN 2 THEN iif(p.id % 5 = 0, 'O', '/') ELSE iif(s.part = 'AM', '/', '\\') END
       FROM session s, pupil p WHERE p.id <= ${pupils}`,
    `INSERT INTO mark_owner (mark_id, staff_id, altered_at) SELECT id, 1, date || 'T09:00:00.000Z' FROM mark WHERE id % ${OWNED} = 0`,
  ]
}

/** Of five pupils one has a mark already, one has none, one no row in the register, and one is marked absent. */
function scanRows(pupils: number, scans: number): string[] {
  return [
    `DELETE FROM mark WHERE date >= '2026-11-20' AND pupil_id % 5 = 0`,
    `UPDATE mark SET code = '-' WHERE date >= '2026-11-20' AND pupil_id % 5 IN (1, 2)`,
    `UPDATE mark SET code = 'I' WHERE date >= '2026-11-20' AND pupil_id % 5 = 3 AND pupil_id % 20 = 3`,
    `INSERT INTO scan_device (code, name) ${numbers(5)} SELECT 'GATE' || n, 'Gate ' || n FROM number`,
    `INSERT INTO pupil_identity (pupil_id, kind, identity, valid_from) ${numbers(pupils)} SELECT n, 'card', 'C' || n, '2022-09-01' FROM number`,
    `INSERT INTO pupil_identity (pupil_id, kind, identity, valid_from) ${numbers(pupils)} SELECT n, 'fingerprint', 'F' || n, '2022-09-01' FROM number`,
    `INSERT INTO scan (device, event_id, identity, at, kind)
       ${numbers(scans)} SELECT 'GATE' || (n % 5 + 1), printf('%08d', n),
         CASE WHEN n % 97 = 0 THEN 'X' WHEN n % 11 = 0 THEN 'F' ELSE 'C' END || (n * 7919 % ${pupils} + 1),
         CASE WHEN n % 2 THEN '2026-11-20T' ELSE '${TODAY}T' END || printf('%02d:%02d:%02d.000Z', 7 + n * 31 % 480 / 60, n * 31 % 60, n % 60),
         CASE WHEN n % 50 = 0 THEN 'sign-in' ELSE 'session' END
       FROM number`,
    `INSERT INTO sms_batch (id, purpose, urgent, queued_at) VALUES (1, 'absence', 0, '${TODAY}T09:30:00.000Z')`,
    `INSERT INTO sms_message (batch_id, pupil_id, number, body, about_date, about_part, state)
       ${numbers(pupils)} SELECT 1, n, '07700900123', 'Absent', '${TODAY}', 'AM', 'queued' FROM number WHERE n % 20 = 3`,
  ]
}
