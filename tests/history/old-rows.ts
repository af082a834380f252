import type { Row } from '../../src/db/database.ts'
import { TestSchool } from '../school.ts'

export const DAY = 86_400_000

/** Out of school hours, on a school day. */
export const NIGHT = '2026-11-24 18:00'

/** A school whose tables are there, at the night on which what is old is to go. */
export async function schoolAtNight(
  jobs = '  clear-expired-notices: { at: "12:00" }',
  rest = '',
): Promise<TestSchool> {
  const school = await TestSchool.open(jobs, { now: '2026-11-23 12:00', rest })
  await school.tick()
  return school.at(NIGHT)
}

/** The moment so many days ago, ISO 8601 in UTC. */
export const daysAgo = ({ now }: TestSchool, days: number): string => new Date(now - days * DAY).toISOString()

let made = 0
const name = () => {
  made += 1
  return `n${made}`
}

/** A row of each sort that is an ordinary one, dated so. */
export const rowOf: Record<string, (at: string) => Row> = {
  run: (at) => ({
    ...{
      job: 'clear-expired-notices',
      slot: name(),
      due_at: at,
      attempt: 1,
      token: name(),
      state: 'succeeded',
    },
    ...{ started_by: 'schedule', host: 'SRV1', pid: 1, started_at: at, ended_at: at, config_hash: 'h' },
    ...{ counts: '{}', withheld: '{}' },
  }),
  slot: (at) => ({
    ...{ job: 'clear-expired-notices', slot: name(), due_at: at, state: 'done', attempts: 1, others: 0 },
    decided_at: at,
  }),
  quiet: (at) => ({ job: name(), day: at.slice(0, 10), looks: 1, last_at: at }),
  event: (at) => ({ at, kind: 'host-off', detail: '' }),
  alert: (at) => ({
    ...{
      subject: name(),
      message: '',
      daily: 0,
      opened_at: at,
      told_at: at,
      closed_at: at,
      closing_told_at: at,
    },
  }),
  config: (at) => ({ source: 'SRV1:file', hash: name(), text: '', used_at: at }),
  post: (at) => ({ words: '', tries: 9, next_try_at: at, given_up_at: at }),
  outbox: (at) => ({
    ...{ kind: 'mail', reference: name(), queued_by: 'schedule', title: '', recipient: '', content: '{}' },
    ...{ state: 'sent', state_at: at, queued_at: at, due_at: at, tries: 1 },
  }),
  sms_text: (at) => {
    made += 1
    return { message_id: made, state: 'sent', state_at: at }
  },
  sms_reply: (at) => ({
    ...{ provider: 'file', provider_id: name(), number: '', body: '', received_at: at, collected_at: at },
    ...{ stop: 0, matched_at: at },
  }),
  report_sent: (at) => ({
    ...{
      job: 'lates',
      occasion: name(),
      edition: 0,
      day: at.slice(0, 10),
      rows: 1,
      items: 1,
      handed_over_at: at,
    },
  }),
  scan_outcome: (at) => ({
    ...{ device: 'GATE', event_id: name(), at, date: at.slice(0, 10), kind: 'session', outcome: 'marked' },
    decided_at: at,
  }),
  audit: (at) => ({ at, person: 'anna', host: 'SRV1', command: 'approve', refused: 0, detail: '' }),
}
