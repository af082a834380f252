import { z } from 'zod'
import { stayOn } from '../../groups/roll.ts'
import { countInWords } from '../counted.ts'
import { defineReport } from '../kit.ts'
import { titled } from '../person.ts'
import { pupilColumns, pupilTables } from '../pupil-list.ts'

export default defineReport({
  name: 'detentions-due',
  title: 'Detentions due',
  summary: 'Who has to come to which detention in the days ahead, by day, time and room.',
  notes:
    'Detentions that have been called off are not listed, nor pupils who will have left by then. A pupil with several detentions is there for each.',
  period: 'none',
  params: z.strictObject({
    daysAhead: z
      .int()
      .min(0)
      .max(60)
      .default(7)
      .describe('Detentions of the day itself and of so many days after it.'),
  }),
  reads: [
    ...(['detention', 'detention_pupil', 'staff', 'incident', 'behaviour_ground', 'school_history'] as const),
    ...pupilTables,
  ],
  columns: {
    date: { title: 'Day', type: 'date' },
    detention: { title: 'Detention', type: 'text' },
    ...pupilColumns,
    ground: { title: 'What for', type: 'text' },
    happened: { title: 'Incident on', type: 'date' },
  },
  sections: ['date', 'detention'],
  rowName: ['name', 'names'],
  explain: ({ daysAhead }) =>
    daysAhead === 0
      ? 'Detentions of the day itself.'
      : `Detentions of the day itself and of the ${daysAhead === 1 ? 'day' : `${daysAhead} days`} after it.`,
  empty: 'No pupil has a detention in this time.',
  async query({ daysAhead }, context) {
    const { from, enrolled, day, raw, read, selected, byName } = context
    const places = (cancelled: number) =>
      selected(
        from('detention', 'd')
          .join('detention_pupil as dp', 'dp.detention_id', 'd.id')
          .where('d.cancelled', cancelled)
          .whereBetween('d.date', [String(day), String(day.plusDays(daysAhead))])
          .whereExists(stayOn({ from, enrolled }, 'dp.pupil_id', 'd.date').select(raw('1'))),
        'dp.pupil_id',
      )
    const off = await read.first<{ detentions: number }>(places(1).countDistinct({ detentions: 'd.id' }))
    const rows = places(0)
      .join('pupil as p', 'p.id', 'dp.pupil_id')
      .leftJoin('year_group as y', 'y.id', 'p.year_group_id')
      .leftJoin('registration_group as g', 'g.id', 'p.registration_group_id')
      .leftJoin('staff as s', 's.id', 'd.staff_id')
      .leftJoin('incident as i', 'i.id', 'dp.incident_id')
      .leftJoin('behaviour_ground as b', 'b.id', 'i.ground_id')
      .orderBy(['d.date', 'd.starts_at', 'd.room', 's.surname', 's.forename', 'd.id'])
      .select({
        date: 'd.date',
        year: 'y.name',
        group: 'g.name',
        surname: 'p.surname',
        forename: 'p.forename',
      })
      .select({ ground: 'b.name', happened: 'i.date' })
      .select(raw(`concat(d.starts_at, ', room ', d.room, ', ', ${titled('s')}) as detention`))
    const cancelled = off?.detentions ?? 0
    return {
      rows: byName(rows, 'p'),
      ...(cancelled > 0
        ? { remarks: [`${countInWords(cancelled, ['detention', 'detentions'])} called off: not listed.`] }
        : {}),
    }
  },
})
