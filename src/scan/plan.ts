import type { Row } from '../db/database.ts'
import type { JobContext, PlanOf, Staged } from '../jobs/kit.ts'
import { type Add, add, change, followed, type Rows, remove } from '../jobs/plan.ts'
import { type Decision, Decisions, type Entry } from './decide.ts'
import { factsOf } from './facts.ts'
import { freshScans } from './fresh.ts'
import { OUTCOMES, type ScanOutcome } from './outcome.ts'
import type { ScanParams } from './params.ts'
import { sayWhatIsMissing, sayWhoseClockIsWrong } from './remarks.ts'

/** What a run counts: the scans by their outcomes, and what they did. */
export const SCAN_COUNTS = {
  ...OUTCOMES,
  filled: 'marks entered where there was none, or where a scan had entered a later arrival',
  added: 'marks entered that the register had no row for',
  withdrawn: 'absence texts withdrawn, because the pupil is on site',
}

type ScanPlan = PlanOf<keyof typeof SCAN_COUNTS>

/** Decides about all scans that wait, and says what is to be written. */
export async function planScans(params: ScanParams, context: JobContext): Promise<ScanPlan> {
  const { scans, ...wrong } = await freshScans(params, context)
  sayWhoseClockIsWrong(wrong, context)
  if (scans.length === 0) return {}
  const facts = await factsOf(scans, params, context)
  await sayWhatIsMissing(scans, facts, params, context)
  const decisions = new Decisions(facts, params)
  const decided = scans.map((scan) => decisions.decide(scan))
  const { changed } = decisions
  const fills = changed.filter(({ stored }) => stored)
  const additions = changed.filter(({ stored }) => !stored)
  const added = await stageAdditions(additions, context)
  return {
    ...(fills.length > 0 ? { filled: await filling(fills, context) } : {}),
    ...(additions.length > 0 ? { added: adding(added, context) } : {}),
    ...(await withdrawing(decided, context)),
    ...(await recording(decided, additions, added, context)),
  }
}

const OWNER = ['mark_id', 'staff_id', 'altered_at', 'source']

/** The owner of marks, `id` by `mark`: nobody, now, by a scan. */
const ownedByScan = (marks: Rows, id: string, { raw, now }: JobContext) =>
  add('mark_owner', OWNER, marks.select(id, raw('null'), raw('?', now), raw("'scan'")))

/** Enters marks for which the register has a row. */
async function filling(fills: Entry[], context: JobContext) {
  const { stageRows, ref } = context
  const rows = await stageRows(
    ['mark_id', 'code', 'minutes_late'],
    fills.map(({ stored, mark }) => [stored!.id, mark!.code, mark!.minutesLate]),
    'mark_id',
  )
  const ids = () => rows('f').select('f.mark_id')
  const its = (column: string) => rows('f').where('f.mark_id', ref('mark', 'id')).select(`f.${column}`)
  return followed(
    change('mark', (mark) => mark.whereIn('id', ids()), {
      code: its('code'),
      minutes_late: its('minutes_late'),
    }),
    remove('mark_owner', (owner) => owner.whereIn('mark_id', ids())),
    ownedByScan(rows('f'), 'f.mark_id', context),
  )
}

const MARK = ['pupil_id', 'date', 'session_id', 'lesson_id', 'code', 'minutes_late']

/** Numbered from -1 down: until they are in the register, they have no number there. */
const placeholder = (at: number) => -1 - at

const stageAdditions = (additions: Entry[], { stageRows }: JobContext): Promise<Staged> =>
  stageRows(
    ['n', ...MARK],
    additions.map(({ pupilId, date, sessionId, lessonId, mark }, at) => [
      ...[placeholder(at), pupilId, date, sessionId, lessonId, mark!.code, mark!.minutesLate],
    ]),
    'n',
  )

/** Enters marks for which the register has no row. */
const adding = (added: Staged, context: JobContext) =>
  followed(
    add(
      'mark',
      MARK,
      added('a')
        .orderBy('a.n', 'desc')
        .select(MARK.map((column) => `a.${column}`)),
    ),
    // A database may give out the number of a mark that was deleted, and whose owner was not.
    remove('mark_owner', (owner) => owner.whereIn('mark_id', inTheRegister(added, context).select('m.id'))),
    ownedByScan(inTheRegister(added, context), 'm.id', context),
  )

/** The added marks (`m`), once they are in the register. An outer join: SQLite then starts with those few. */
const inTheRegister = (added: Staged, { from }: JobContext): Rows =>
  added('a').leftJoin(from('mark').as('m'), (mark) =>
    mark
      .on('m.pupil_id', 'a.pupil_id')
      .andOn('m.date', 'a.date')
      .andOn((register) => register.on('m.session_id', 'a.session_id').orOn('m.lesson_id', 'a.lesson_id')),
  )

/** A text that says that a pupil is absent must not go when the pupil is here. What has gone is not ours. */
async function withdrawing(
  decided: Decision[],
  { stageRows, from, ref, now }: JobContext,
): Promise<ScanPlan> {
  const here = decided.flatMap(({ scan, pupilId, absentFrom }) =>
    absentFrom ? [[pupilId!, scan.day.date, absentFrom]] : [],
  )
  if (here.length === 0) return {}
  const onSite = await stageRows(['pupil_id', 'date', 'part'], here)
  const said = () =>
    onSite('here')
      .where('here.pupil_id', ref('sms_message', 'pupil_id'))
      .where('here.date', ref('sms_message', 'about_date'))
      .where((part) =>
        part
          .where('here.part', ref('sms_message', 'about_part'))
          .orWhereNull(ref('sms_message', 'about_part') as never),
      )
  return {
    withdrawn: change(
      'sms_message',
      (message) =>
        message
          .where('state', 'queued')
          .whereIn('batch_id', from('sms_batch').where('purpose', 'absence').select('id'))
          .whereExists(said()),
      { state: 'withdrawn', state_reason: 'The pupil is on site: there was a scan.', state_at: now },
    ),
  }
}

const RECORD = [
  'n',
  'device',
  'event_id',
  'at',
  'date',
  'kind',
  'outcome',
  'pupil_id',
  'mark_id',
  'code',
  'old_code',
  'old_staff_id',
  'old_altered_at',
]

/** Remembers what became of each scan: a step for each outcome. */
async function recording(
  decided: Decision[],
  additions: Entry[],
  added: Staged,
  context: JobContext,
): Promise<ScanPlan> {
  const { stageRows, raw, now, ref } = context
  const numbers = new Map(additions.map((entry, at) => [entry, placeholder(at)]))
  const byOutcome = (Object.keys(OUTCOMES) as ScanOutcome[]).map((outcome) =>
    decided.filter((one) => one.outcome === outcome),
  )
  const rows = await stageRows(RECORD, recordsOf(byOutcome.flat(), numbers), 'n')
  const [, ...columns] = RECORD
  const steps: [ScanOutcome, Add][] = []
  let first = 0
  for (const alike of byOutcome.filter(({ length }) => length > 0)) {
    const these = rows('r').whereBetween('r.n', [first, first + alike.length - 1])
    const values = columns.map((column) => `r.${column}`)
    const record = add(
      'scan_outcome',
      [...columns, 'decided_at'],
      these.select(...values, raw('? as decided_at', now)),
    )
    steps.push([alike[0]!.outcome, record])
    first += alike.length
  }
  // Only now are the marks in the register, and the scans that made or met them in the record.
  const final = steps.at(-1)!
  if (additions.length > 0) {
    const number = inTheRegister(added, context).where('a.n', ref('scan_outcome', 'mark_id')).select('m.id')
    const unnumbered = (scan: Rows) => scan.where('decided_at', now).where('mark_id', '<', 0)
    final[1] = followed(final[1], change('scan_outcome', unnumbered, { mark_id: number }))
  }
  return Object.fromEntries(steps)
}

function* recordsOf(decided: Decision[], numbers: Map<Entry, number>): Generator<Row[string][]> {
  for (const [n, { scan, outcome, pupilId, entry, made }] of decided.entries()) {
    const before = made?.before
    yield [
      n,
      scan.device,
      scan.eventId,
      new Date(scan.at).toISOString(),
      scan.day.date,
      scan.kind,
      outcome,
      pupilId ?? null,
      (entry && (entry.stored?.id ?? numbers.get(entry))) ?? null,
      made?.code ?? null,
      before?.code ?? null,
      before?.staffId ?? null,
      before?.alteredAt ?? null,
    ]
  }
}
