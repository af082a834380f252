import Libsql from 'libsql'

const YEARS = 10
const YEAR = 365.25 * 86_400

/** Of a hundred rows, so many are of each table: about what a school with fifty jobs, texts and scans comes to. */
const SHARES = {
  run: 40,
  slot: 38,
  outbox: 8,
  sms_text: 6,
  scan_outcome: 4,
  event: 2,
  quiet: 1,
  alert: 0.5,
  audit: 0.5,
}

/**
 * Fills the history of an embedded school by SQL alone, evenly over the ten years up to an instant.
 * @param until epoch ms
 * @param jobs so many jobs, `j1` and so on, have run in turn
 */
export function fillHistory(file: string, rows: number, until: number, jobs: number): void {
  const db = new Libsql(file)
  db.exec('PRAGMA synchronous = OFF')
  db.exec('PRAGMA temp_store = FILE')
  db.exec('PRAGMA cache_size = -200000')
  const indexes = db
    .prepare(
      "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL AND tbl_name LIKE 'auto_%'",
    )
    .all([]) as { name: string; sql: string }[]
  db.exec('BEGIN')
  // Indexes on what is there already are built by sorting: many times faster than row by row.
  for (const { name } of indexes) db.exec(`DROP INDEX "${name}"`)
  for (const [table, share] of Object.entries(SHARES)) {
    const count = Math.round((rows * share) / 100)
    const end = Math.floor(until / 1000)
    const step = (YEARS * YEAR) / count
    const numbers = `WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ${count}),
      row AS (SELECT n, 'j' || (n % ${jobs} + 1) AS job,
        strftime('%Y-%m-%dT%H:%M:%fZ', ${end - YEARS * YEAR} + n * ${step}, 'unixepoch') AS at FROM number)`
    db.exec(inserts[table as keyof typeof SHARES].replace('WITH ROWS', numbers))
  }
  for (const { sql } of indexes) db.exec(sql)
  db.exec('COMMIT')
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  db.close()
}

const inserts: Record<keyof typeof SHARES, string> = {
  run: `INSERT INTO auto_run (job, slot, due_at, attempt, token, state, started_by, host, pid, started_at, ended_at, config_hash, counts, withheld)
    WITH ROWS SELECT job, substr(at, 1, 16) || 'Z', at, 1, printf('%032d', n),
      CASE n % 100 WHEN 0 THEN 'failed' WHEN 1 THEN 'failed' WHEN 2 THEN 'partial' WHEN 3 THEN 'abandoned' ELSE 'succeeded' END,
      'schedule', 'SRV1', 4711, at, at, printf('%064d', n / 50000), '{"removed":3}', '{}' FROM row`,
  slot: `INSERT OR IGNORE INTO auto_slot (job, slot, due_at, state, attempts, others, decided_at)
    WITH ROWS SELECT job, substr(at, 1, 16) || 'Z', at, CASE WHEN n % 100 < 2 THEN 'skipped' WHEN n % 100 < 5 THEN 'missed' ELSE 'done' END, 1, 0, at FROM row`,
  outbox: `INSERT INTO auto_outbox (kind, reference, queued_by, title, recipient, content, state, state_at, queued_at, due_at, tries)
    WITH ROWS SELECT iif(n % 4, 'sms', 'mail'), 'old-' || n, 'schedule', 'Absence', '+447700900123', 'Please ring the school office about today.',
      CASE WHEN n % 100 = 0 THEN 'failed' WHEN n % 100 = 1 THEN 'expired' ELSE 'delivered' END, at, at, at, 1 FROM row`,
  sms_text: `INSERT OR IGNORE INTO auto_sms_text (message_id, outbox_reference, state, state_at)
    WITH ROWS SELECT 1000000 + n, 'old-' || n, 'delivered', at FROM row`,
  scan_outcome: `INSERT OR IGNORE INTO auto_scan_outcome (device, event_id, at, date, kind, outcome, pupil_id, decided_at)
    WITH ROWS SELECT 'GATE' || (n % 5), 'old-' || n, at, substr(at, 1, 10), 'session', 'marked', n % 1000, at FROM row`,
  event: `INSERT INTO auto_event (at, kind, since, detail) WITH ROWS SELECT at, 'host-off', at, 'SRV1 did not look.' FROM row`,
  quiet: `INSERT OR IGNORE INTO auto_quiet (job, day, looks, last_at) WITH ROWS SELECT job, substr(at, 1, 10), 900, at FROM row`,
  alert: `INSERT INTO auto_alert (subject, message, daily, opened_at, told_at, closed_at, closing_told_at)
    WITH ROWS SELECT 'job ' || job || ' failed', 'It failed.', 0, at, at, at, at FROM row`,
  audit: `INSERT INTO auto_audit (at, person, host, command, refused, detail) WITH ROWS SELECT at, 'anna', 'SRV1', 'approve', 0, 'Run 1.' FROM row`,
}
