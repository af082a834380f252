import { code, date, identity, instant, int, optional, personal, table, text, verbatim } from '../table.ts'
import type { Migration } from './migration.ts'

/** What is on its way out, and what the continuous jobs remember. */
export const outboxMemory = {
  outbox: table(
    'Everything that leaves the school: texts, mails, prints, files. docs/outbox.md says what its states mean.',
    {
      id: identity(),
      kind: code(10, 'sms, mail, print or folder.'),
      reference: code(60, 'Our own name for it, the same for ever: told to the provider where it takes one.'),
      job: optional(code(100, 'Id of the job that wrote it; none when a person did.')),
      queued_by: text(100, 'schedule, or the person.'),
      title: text(200, 'What it is, for people; never personal data.'),
      recipient: personal(text('max', 'A number as E.164, or mail addresses with a comma between.')),
      content: personal(text('max', 'The text, or what the adapter makes it from, JSON.')),
      state: code(10, 'queued, sending, sent, delivered, failed, unknown, expired or withdrawn.'),
      reason: optional(text(400, 'Why it has that state or waits, for people; never personal data.')),
      state_at: instant('Since when it has that state.'),
      queued_at: instant('When it was written.'),
      due_at: instant('Not to be sent, or tried again, earlier.'),
      not_after: optional(instant('Not to be sent later.')),
      tries: int('How often sending it was begun.'),
      token: optional(code(32, 'Who is sending it, or was.')),
      sending_at: optional(instant('When sending it was last begun.')),
      provider: optional(code(20, 'Who was asked to carry it.')),
      provider_id: optional(code(100, 'What the provider calls it.')),
    },
    {
      unique: [['kind', 'reference']],
      indexes: [
        ['kind', 'state', 'due_at'],
        ['kind', 'queued_at'],
        ['provider', 'provider_id'],
      ],
    },
  ),
  outbox_channel: table(
    'Who is sending each kind now, and whether it has to pause. A row a kind.',
    {
      kind: code(10, 'sms, mail, print or folder.'),
      token: optional(code(32, 'The holder of the lease; none while nobody sends.')),
      host: optional(text(100, 'Its host.')),
      boot: optional(text(100, 'The machine and its start, where known.')),
      pid: optional(int('Process number there.')),
      expires_at: optional(instant('After this another may take over.')),
      paused_until: optional(instant('Nothing of the kind is tried before.')),
      trouble: optional(text(400, 'Why it pauses, for people.')),
      pauses: int('How often in a row it had to pause; 0 once an item has gone.'),
    },
    { key: ['kind'] },
  ),
  sms_text: table(
    'What became of which text of the school’s queue.',
    {
      message_id: int('The text in the queue.'),
      outbox_reference: optional(
        code(
          60,
          'The item of the outbox as which it left: one may carry the same text for several pupils. None for a text that did not leave.',
        ),
      ),
      state: code(10, 'The state that was written to the queue last.'),
      reason: optional(text(400, 'Why, for people; never personal data.')),
      state_at: instant('When it was written.'),
    },
    { key: ['message_id'], indexes: [['outbox_reference'], ['state_at']] },
  ),
  sms_look: table(
    'How far the school’s queue has been looked through, so that what has to wait is not looked at every minute.',
    {
      id: int('1: there is one row.'),
      looked_at: instant('When it was last looked through.'),
      last_message: int('The highest number of a text in it then.'),
      again_at: instant('When what was left in it is to be looked at again.'),
    },
    { key: ['id'] },
  ),
  sms_reply: table(
    'Texts that came in.',
    {
      id: identity(),
      provider: code(20, 'Who collected it.'),
      provider_id: code(100, 'What the provider calls it.'),
      number: personal(text(40, 'Where it came from, E.164 where it is one.')),
      body: personal(text('max', 'The text.')),
      received_at: instant('When the provider received it.'),
      collected_at: instant('When we did.'),
      answers: optional(code(60, 'Reference of the item it answers; none where it matches nothing.')),
      stop: int('1 where the sender asks for no more texts.'),
      matched_at: optional(instant('When it was decided what it answers; none until then.')),
    },
    { unique: [['provider', 'provider_id']], indexes: [['matched_at'], ['received_at']] },
  ),
  sms_poll: table(
    'How far replies and receipts have been collected.',
    {
      provider: code(20, 'From whom.'),
      what: code(10, 'replies or receipts.'),
      tried_at: instant('When the last look began.'),
      completed_at: optional(instant('When the last look began that came to its end.')),
      trouble: optional(text(400, 'Why the last one did not, for people.')),
    },
    { key: ['provider', 'what'] },
  ),
  scan_outcome: table(
    'What became of each scan. One row a scan, once.',
    {
      device: verbatim(code(40, 'Code of the reader.')),
      event_id: verbatim(code(64, 'The number that the reader gave it.')),
      at: instant('When, by the clock of the reader, corrected where the config corrects it.'),
      date: date('The school’s date of it.'),
      kind: code(20, 'session, lesson, sign-in or sign-out.'),
      outcome: code(20, 'What became of it.'),
      pupil_id: optional(int('The pupil, where the identity is known.')),
      mark_id: optional(int('The mark it made, changed or met.')),
      code: optional(code(3, 'The code it gave.')),
      old_code: optional(code(3, 'The code that stood there before.')),
      old_staff_id: optional(int('Who had altered the mark before.')),
      old_altered_at: optional(instant('When they had.')),
      decided_at: instant('When.'),
    },
    { key: ['device', 'event_id'], indexes: [['date', 'outcome'], ['pupil_id', 'date'], ['decided_at']] },
  ),
  quiet: table(
    'How often a continuous job looked and found nothing to do. A row a job and day.',
    {
      job: code(100, 'Id of the job.'),
      day: date('The school’s date.'),
      looks: int('How often.'),
      last_at: instant('When last.'),
    },
    { key: ['job', 'day'] },
  ),
}

/** The outbox and the continuous jobs. Frozen once released. */
export const outbox: Migration = { version: 3, name: 'outbox', tables: outboxMemory }
