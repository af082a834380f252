import { z } from 'zod'
import { remainsOfGroups } from '../groups/remains.ts'
import { hasLeft, onRoll } from '../groups/roll.ts'
import { defineJob } from './kit.ts'
import { add, change, followed, remove } from './plan.ts'

export default defineJob({
  name: 'refresh-all-years',
  title: 'Refresh All Years',
  summary: 'Rebuild the All Years group: exactly the pupils on roll.',
  notes:
    'By far the most important job. It repairs missing, duplicate and departed members, and a missing or duplicated group. A run from 18:00 on counts for tomorrow, so the new Year 7 are in on their first morning. Pupils with a leaving date go; when more pupils than the guard allows would go although nothing explains it, they stay until somebody approves.',
  schedule: { cycle: 'every-day', at: '23:00' },
  days: 'all',
  mandatory: true,
  // Without the group the school cannot work: a missed run is made up for at the first tick, whatever the hour.
  missed: { policy: 'once', hours: 'any' },

  params: z.strictObject({}),

  reads: ['pupil', 'school_history'],
  writes: ['pupil_group', 'group_member'],
  counts: {
    created: 'All Years groups created because there was none',
    moved: 'pupils moved from a duplicate All Years group',
    duplicates: 'duplicate memberships removed',
    left: 'pupils removed who have left',
    unexplained: 'pupils removed who are not on roll, without a leaving date',
    merged: 'duplicate All Years groups removed',
    joined: 'pupils added',
  },

  async plan(_params, { from, enrolled, values, stage, rollDay, now }) {
    const allYears = () => from('pupil_group').where({ kind: 'all-years' })
    const theGroup = allYears().min('id')
    const theOthers = allYears().whereNotIn('id', theGroup).select('id')
    const pupils = onRoll({ from, enrolled }, rollDay)
    /**
     * Who is in the group, or in a duplicate of it, his rows numbered from 1, those in the group first; `on_roll` and
     * `has_left` are empty for those who are not.
     */
    const members = await stage(
      from('group_member', 'm')
        .whereIn('m.group_id', allYears().select('id'))
        .leftJoin(pupils.clone().as('r'), 'r.pupil_id', 'm.pupil_id')
        .leftJoin(hasLeft(from, rollDay).as('l'), 'l.pupil_id', 'm.pupil_id')
        .select('m.id', 'm.group_id', 'm.pupil_id', { on_roll: 'r.pupil_id', has_left: 'l.pupil_id' })
        .rowNumber('row', ['m.group_id', 'm.id'], 'm.pupil_id'),
    )
    const each = () => members().where('row', 1)
    const gone = () => each().whereNull('on_roll').select('id')
    const left = gone().whereNotNull('has_left')
    const remains = await stage(remainsOfGroups(from))

    return {
      created: followed(
        add(
          'pupil_group',
          ['kind', 'name', 'made_by', 'confidential', 'created_at'],
          values({
            kind: 'all-years',
            name: 'All Years',
            made_by: 'pars-auto',
            confidential: 0,
            created_at: now,
          }).whereNotExists(allYears().select('id')),
        ),
        remove('group_member', (member) =>
          member.whereIn('group_id', theGroup).whereIn('id', remains().select('id')),
        ),
      ),
      moved: change(
        'group_member',
        (member) =>
          member.whereIn('id', each().whereIn('group_id', theOthers).whereNotIn('id', left).select('id')),
        { group_id: theGroup },
      ),
      duplicates: remove('group_member', (member) =>
        member.whereIn('id', members().where('row', '>', 1).select('id')),
      ),
      left: remove('group_member', (member) => member.whereIn('id', left)),
      unexplained: remove('group_member', (member) => member.whereIn('id', gone().whereNull('has_left')), {
        outOf: each(),
        source: pupils,
        sourceName: 'pupils on roll',
        beyond: 'withhold',
      }),
      merged: remove('pupil_group', (group) => group.whereIn('id', theOthers)),
      joined: add(
        'group_member',
        ['group_id', 'pupil_id'],
        from('pupil')
          .whereIn('id', pupils)
          .whereNotIn('id', members().select('pupil_id'))
          .select(theGroup.clone().as('group_id'), 'id'),
      ),
    }
  },
})
