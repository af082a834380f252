import { code, flag, identity, instant, int, optional, table, text } from '../table.ts'
import type { Migration } from './migration.ts'

/** Slots, runs and leases; what was decided, and what the hosts saw. Frozen: later changes are later migrations. */
export const runs: Migration = {
  version: 1,
  name: 'runs',
  tables: {
    config: table(
      'Every config text that came into force, without secrets: a row each time.',
      {
        id: identity(),
        source: text(400, 'Host and file it was read from.'),
        hash: code(64, 'SHA-256 of the text, hex.'),
        text: text('max', 'The text.'),
        used_at: instant('When a tick took it up.'),
      },
      { indexes: [['source', 'id']] },
    ),
    schedule: table(
      'Since when a job has had a schedule: slots before that are nobody’s.',
      {
        job: code(100, 'Id of the job.'),
        schedule: text(400, 'The schedule and its day rules in canonical form.'),
        since: instant('The first minute that any host saw them together.'),
        seen_at: instant('The last full tick that found the job switched on.'),
      },
      { key: ['job', 'schedule'] },
    ),
    job: table(
      'How far the slots of a job have been decided.',
      {
        job: code(100, 'Id of the job.'),
        handled_through: optional(instant('Every slot up to this moment is decided.')),
      },
      { key: ['job'] },
    ),
    slot: table(
      'What became of each planned run.',
      {
        job: code(100, 'Id of the job.'),
        slot: code(20, 'Name of the slot: wall time for fixed ones, UTC for intervals.'),
        due_at: instant('When it was due.'),
        state: code(10, 'pending, running, done, skipped, missed or held.'),
        attempts: int('Runs begun for it so far.'),
        retry_at: optional(instant('When a pending slot is tried again.')),
        reason: optional(text(400, 'Why it was skipped, missed or held, for people.')),
        others: int('How many earlier slots this row stands for as well.'),
        decided_at: instant('When the state last changed.'),
      },
      { key: ['job', 'slot'], indexes: [['state']] },
    ),
    run: table(
      'Each attempt to run a job.',
      {
        id: identity(),
        job: code(100, 'Id of the job.'),
        slot: optional(code(20, 'The slot it was for; none when a person started it.')),
        due_at: optional(instant('When that slot was due.')),
        attempt: int('1 for the first try of the slot.'),
        token: code(32, 'Fences the commit: only its holder can finish the run.'),
        state: code(10, 'running, succeeded, partial, held, failed, timed-out or abandoned.'),
        started_by: text(100, 'schedule, or the person.'),
        host: text(100, 'Where it ran.'),
        pid: int('Process number there.'),
        started_at: instant('When it started.'),
        ended_at: optional(instant('When it ended, or was found dead.')),
        config_hash: optional(code(64, 'The config it ran under.')),
        approves: optional(int('The held run it lets go.')),
        counts: optional(text('max', 'The named counts, JSON.')),
        withheld: optional(text('max', 'Removals the guard kept back, JSON of counts.')),
        message: optional(text(2000, 'What went wrong, or why it was held. Never personal data.')),
      },
      {
        indexes: [
          ['job', 'state', 'ended_at'],
          ['job', 'due_at'],
        ],
      },
    ),
    lease: table(
      'Who is running a job now. One row a job at most.',
      {
        job: code(100, 'Id of the job.'),
        token: code(32, 'The run’s token.'),
        run_id: int('The run.'),
        host: text(100, 'Host of the holder.'),
        boot: text(100, 'The machine and its start, where known: a process does not outlive it.'),
        pid: int('Process number there.'),
        expires_at: instant('After this another host may take over.'),
      },
      { key: ['job'] },
    ),
    event: table('What a tick noticed: the host was off, a clock jumped, a config was broken.', {
      id: identity(),
      at: instant('When.'),
      kind: code(30, 'Which sort.'),
      since: optional(instant('When it began, where it lasted.')),
      job: optional(code(100, 'Id of the job, where it concerns one.')),
      detail: text(1000, 'In words.'),
    }),
    alert: table(
      'Trouble that people were told of. One row an incident.',
      {
        id: identity(),
        subject: text(200, 'What it is about: the same trouble has the same subject.'),
        message: text(1000, 'What they were told.'),
        daily: flag('1 where the reminder comes every day, not once.'),
        opened_at: instant('When it started.'),
        told_at: optional(instant('When they were told.')),
        reminded_at: optional(instant('When they were last reminded.')),
        closed_at: optional(instant('When it was over.')),
        closing_told_at: optional(instant('When they were told so.')),
      },
      { indexes: [['subject', 'closed_at']] },
    ),
    post: table('Alerts on their way to the webhook. A row goes when it has been delivered.', {
      id: identity(),
      words: text(1200, 'What is posted.'),
      tries: int('Deliveries tried so far.'),
      next_try_at: instant('When it is tried next.'),
      given_up_at: instant('When nobody will want to read it any more.'),
    }),
    source: table(
      'When each host last looked with each of its configs.',
      {
        source: text(400, 'Host and file.'),
        last_tick_at: instant('Its last full tick, to the minute.'),
      },
      { key: ['source'] },
    ),
    caution: table(
      'Reasons to hold deletions and everything that leaves the school.',
      {
        reason: code(30, 'Which.'),
        host: text(100, 'The host it holds for; empty for all.'),
        detail: text(400, 'In words.'),
        since: instant('Since when.'),
      },
      { key: ['reason', 'host'] },
    ),
  },
}
