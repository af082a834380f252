// The same effect as a job, as somebody would write it by hand: a bare script that sends SQL to libsql.
//   node reference.cjs JOB DATABASE
const Libsql = require('libsql')

const TODAY = '2026-11-23'
const TOMORROW = '2026-11-24'
const NOW = '2026-11-23T20:30:00.000Z'

const onRoll = `SELECT DISTINCT pupil_id FROM school_history
  WHERE start_date <= '${TOMORROW}' AND (end_date IS NULL OR end_date >= '${TOMORROW}')
    AND enrolment_status IN ('single', 'main', 'subsidiary')`

const references = {
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
}

const [job, file] = process.argv.slice(2)
const db = new Libsql(file)
db.exec('PRAGMA synchronous = FULL')
db.exec('PRAGMA temp_store = FILE')
const begun = performance.now()
db.exec('BEGIN IMMEDIATE')
for (const sql of references[job] ?? []) db.prepare(sql).run([])
db.exec('COMMIT')
const ms = performance.now() - begun
db.close()
process.stdout.write(
  JSON.stringify({ ms, maxRss: process.resourceUsage().maxRSS / 1024, statements: 0, now: NOW }),
)
