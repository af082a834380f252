import { z } from 'zod'
import { defineReport } from '../kit.ts'
import { momentsOf } from '../moments.ts'
import { inFull, titled } from '../person.ts'
import { pupilColumns, pupilTables } from '../pupil-list.ts'

export default defineReport({
  name: 'contact-log',
  title: 'Contact log',
  summary: 'What the school and the contacts of its pupils said to each other.',
  notes:
    'Everything that is on the log, also of pupils who have left since. “Automatic” is what a program sent without anybody writing it.',
  period: 'last-week',
  params: z.strictObject({
    direction: z
      .enum(['both', 'out', 'in'])
      .default('both')
      .describe('Just what the school said (out), or what it was told (in).'),
  }),
  reads: ['contact_log', 'contact', 'pupil_contact', 'staff', ...pupilTables],
  columns: {
    ...pupilColumns,
    at: { title: 'When', type: 'instant' },
    direction: { title: 'Direction', type: 'text', width: 10 },
    channel: { title: 'By', type: 'text', width: 6 },
    contact: { title: 'Contact', type: 'text', width: 24 },
    staff: { title: 'Staff', type: 'text', width: 14 },
    body: { title: 'What was said', type: 'text', width: 50 },
  },
  sections: ['year', 'group'],
  rowName: ['message', 'messages'],
  explain: ({ direction }) =>
    ({
      both: 'What the school said and what it was told.',
      out: 'What the school said.',
      in: 'What the school was told.',
    })[direction],
  empty: 'There is nothing on the contact log in this time.',
  query({ direction }, { from, raw, period, zone, selected, byName }) {
    const { first, end } = momentsOf(period, zone)
    const rows = from('contact_log', 'l')
      .join('pupil as p', 'p.id', 'l.pupil_id')
      .leftJoin('year_group as y', 'y.id', 'p.year_group_id')
      .leftJoin('registration_group as g', 'g.id', 'p.registration_group_id')
      .leftJoin('contact as c', 'c.id', 'l.contact_id')
      .leftJoin('pupil_contact as pc', (on) =>
        on.on('pc.contact_id', 'l.contact_id').andOn('pc.pupil_id', 'l.pupil_id'),
      )
      .leftJoin('staff as s', 's.id', 'l.staff_id')
      .where('l.at', '>=', first)
      .where('l.at', '<', end)
      .orderBy(['y.national_curriculum_year', 'y.name', 'g.name'])
      .select({ year: 'y.name', group: 'g.name', surname: 'p.surname', forename: 'p.forename' })
      .select('l.at', 'l.body')
      .select(
        raw(
          "case l.direction when 'out' then 'to contact' when 'in' then 'from contact' else l.direction end as direction",
        ),
        raw("case l.channel when 'sms' then 'text' else l.channel end as channel"),
        raw(
          `case when c.id is null then 'not known' when pc.relationship is null then ${inFull('c')}
            else concat(${inFull('c')}, ' (', pc.relationship, ')') end as contact`,
        ),
        raw(
          `case when s.id is not null then ${titled('s')} when l.direction = 'out' then 'automatic' else null end as staff`,
        ),
      )
    if (direction !== 'both') rows.where('l.direction', direction)
    return { rows: byName(selected(rows, 'l.pupil_id'), 'p').orderBy(['l.at', 'l.id']) }
  },
})
