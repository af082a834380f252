import { z } from 'zod'
import type { Row } from '../../db/database.ts'
import type { Rows } from '../../jobs/plan.ts'
import { formatTime, minuteOfDay } from '../../schedule/wall.ts'
import { countInWords } from '../counted.ts'
import { defineReport, type ReportContext } from '../kit.ts'
import { momentsOf } from '../moments.ts'
import { titled } from '../person.ts'

/** The columns with numbers of texts, and the states of the queue that each counts. */
const COUNTED = {
  delivered: ['delivered'],
  sent: ['sent'],
  failed: ['failed'],
  unknown: ['unknown'],
  expired: ['expired'],
  withdrawn: ['withdrawn', 'deleted'],
  waiting: ['queued', 'sending'],
} as const

/** States in which a text needs somebody: each of those is listed, with its pupil. */
const NEEDS_SOMEBODY = "m.state in ('failed', 'unknown')"

const count = (title: string) => ({ title, type: 'number', total: true, width: 11 }) as const

export default defineReport({
  name: 'sms-delivery',
  title: 'Delivery of texts',
  summary: 'What became of the texts, batch by batch: those that failed first, with the reason.',
  notes: [
    'By the day on which a batch was queued. Batches with texts that failed, or of which nobody knows whether they went, come first in a day, with the pupils they were about; the others are counted.',
    'Delivered: the phone has it. Sent: the provider has it, and has not said more. Unknown: it may have gone or not; it is not sent again by itself. Expired: it was too late to send it. Withdrawn: no longer needed, or deleted by somebody. Waiting: still to go.',
  ].join(' '),
  period: 'last-week',
  params: z.strictObject({
    purpose: z
      .enum(['all', 'absence', 'general'])
      .default('all')
      .describe('Just the texts about absences (absence), or all but those (general).'),
  }),
  reads: [
    ...(['sms_batch', 'sms_message', 'sms_text', 'outbox', 'staff'] as const),
    ...(['pupil', 'registration_group'] as const),
  ],
  columns: {
    date: { title: 'Day', type: 'date' },
    batch: { title: 'Batch', type: 'text' },
    about: { title: 'About', type: 'text', width: 24 },
    why: { title: 'Why', type: 'text', width: 28 },
    texts: count('Texts'),
    delivered: count('Delivered'),
    sent: count('Sent'),
    failed: count('Failed'),
    unknown: count('Unknown'),
    expired: count('Expired'),
    withdrawn: count('Withdrawn'),
    waiting: count('Waiting'),
  },
  sections: ['date', 'batch'],
  rowName: ['line', 'lines'],
  explain: ({ purpose }) =>
    ({
      all: 'All texts.',
      absence: 'Texts about absences.',
      general: 'Texts that are not about an absence.',
    })[purpose],
  empty: 'No texts were queued in this time.',
  chart: { title: 'Texts, by day', of: 'sections', value: 'texts' },
  async query({ purpose }, context) {
    const { stageRows, selected } = context
    const batches = await stageRows(
      ['batch_id', 'date', 'batch', 'place'],
      await batchesOf(context, purpose),
      'batch_id',
    )
    const texts = selected(textsOf(context, batches('b')), 'm.pupil_id')
    return { rows: linesOf(context, texts), remarks: await remarksOn(context, texts) }
  },
})

/** The batches of the period with the words for them, in the order in which they were queued. */
async function batchesOf(
  { from, read, raw, period, zone }: ReportContext,
  purpose: string,
): Promise<Row[string][][]> {
  const { first, end } = momentsOf(period, zone)
  const batches = from('sms_batch', 'b')
    .leftJoin('staff as s', 's.id', 'b.queued_by')
    .where('b.queued_at', '>=', first)
    .where('b.queued_at', '<', end)
    .orderBy(['b.queued_at', 'b.id'])
    .select('b.id', 'b.queued_at', 'b.purpose', raw(`${titled('s')} as staff`))
  if (purpose !== 'all') batches.where('b.purpose', purpose)
  const rows = await read.all<{ id: number; queued_at: string; purpose: string; staff: string | null }>(
    batches,
  )
  return rows.map(({ id, queued_at, staff, purpose: about }, place) => {
    const at = Date.parse(queued_at)
    const words = [
      `${formatTime(minuteOfDay(zone.wallAt(at)))} ${about === 'absence' ? 'absences' : about}`,
      ...[staff ?? 'automatic', `batch ${id}`],
    ]
    return [id, String(zone.dayAt(at)), words.join(', '), place]
  })
}

/** Each text (m) with its batch (b), and what the outbox knows about it (o). */
const textsOf = ({ from }: ReportContext, batches: Rows): Rows =>
  batches
    .join('sms_message as m', 'm.batch_id', 'b.batch_id')
    .leftJoin(from('sms_text').as('t'), 't.message_id', 'm.id')
    .leftJoin(from('outbox').where('kind', 'sms').as('o'), 'o.reference', 't.outbox_reference')

/** A line for each text that needs somebody, and one for each reason of the others of a batch. */
function linesOf({ over, raw, byName }: ReportContext, texts: Rows): Rows {
  const states = Object.entries(COUNTED)
  const told = texts.clone().select(
    ...(['b.batch_id', 'b.date', 'b.batch', 'b.place', 'm.state'] as const),
    raw(`case when ${NEEDS_SOMEBODY} then 1 else 0 end as needs`),
    raw(`case when ${NEEDS_SOMEBODY} then m.pupil_id else null end as pupil_id`),
    raw(`case when ${NEEDS_SOMEBODY} then m.id else null end as message_id`),
    // In the words of pars-auto sms queue.
    raw(`case when m.state = 'sending' and o.state = 'queued'
      then case when o.reason is null then 'in the outbox' else concat('in the outbox: ', o.reason) end
      when m.state in ('queued', 'delivered') then null else m.state_reason end as why`),
  )
  const lines = over(told, 'told')
    .groupBy('batch_id', 'date', 'batch', 'place', 'needs', 'pupil_id', 'message_id', 'why')
    .select('batch_id', 'date', 'batch', 'place', 'needs', 'pupil_id', 'why', raw('count(*) as texts'))
    .select(
      states.map(([name, counted]) =>
        raw(
          `sum(case when state in (${counted.map((state) => `'${state}'`).join(', ')}) then 1 else 0 end) as ${name}`,
        ),
      ),
    )
  const ranked = over(lines, 'lines').select('*', raw('max(needs) over (partition by batch_id) as urgent'))
  const rows = over(ranked, 'its')
    .leftJoin('pupil as p', 'p.id', 'its.pupil_id')
    .leftJoin('registration_group as g', 'g.id', 'p.registration_group_id')
    .orderBy([
      'its.date',
      { column: 'its.urgent', order: 'desc' },
      'its.place',
      { column: 'its.needs', order: 'desc' },
      { column: 'its.unknown', order: 'desc' },
      'its.why',
    ])
    .select('its.date', 'its.batch', 'its.why', 'its.texts')
    .select(
      raw(`case when p.id is null and its.urgent = 1 then 'the others'
        when p.id is null then 'everybody'
        when g.id is null then concat(p.forename, ' ', p.surname)
        else concat(p.forename, ' ', p.surname, ' (', g.name, ')') end as about`),
    )
    .select(states.map(([name]) => `its.${name}`))
  return byName(rows, 'p')
}

/** How many there are for somebody to look at. */
async function remarksOn({ read, raw }: ReportContext, texts: Rows): Promise<string[]> {
  const sum = (state: string) =>
    raw(`coalesce(sum(case when m.state = '${state}' then 1 else 0 end), 0) as ${state}`)
  const found = await read.first<{ failed: number; unknown: number }>(
    texts.clone().select(sum('failed'), sum('unknown')),
  )
  const { failed = 0, unknown = 0 } = found ?? {}
  const words = (texts: number) => countInWords(texts, ['text', 'texts'])
  return [
    ...(failed > 0 ? [`${words(failed)} failed: they reached nobody.`] : []),
    ...(unknown > 0
      ? [
          `Of ${words(unknown)} nobody knows whether ${unknown === 1 ? 'it' : 'they'} went: ask, and then pars-auto sms resolve.`,
        ]
      : []),
  ]
}
