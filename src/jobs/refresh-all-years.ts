import { z } from 'zod'
import { hasLeft, onRoll } from '../groups/roll.ts'
import { defineJob } from './kit.ts'
import { add, type Rows, remove } from './plan.ts'

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
    duplicates: 'duplicate memberships removed',
    left: 'pupils removed who have left',
    unexplained: 'pupils removed who are not on roll, without a leaving date',
    merged: 'duplicate All Years groups removed',
    joined: 'pupils added',
  },

  plan(_params, { from, values, rollDay, now }) {
    const allYears = () => from('pupil_group').where({ kind: 'all-years' })
    const theGroup = allYears().min('id')
    const theOthers = allYears().whereNotIn('id', theGroup).select('id')
    const members = from('group_member').whereIn('group_id', theGroup)
    const firstOfEach = members.clone().groupBy('pupil_id').min('id')
    const pupils = onRoll(from, rollDay)
    const gone = (member: Rows) => member.whereIn('id', firstOfEach).whereNotIn('pupil_id', pupils)
    const explained = hasLeft(from, rollDay)

    return {
      created: add(
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
      duplicates: remove('group_member', (member) =>
        member
          .whereIn('group_id', theOthers)
          .orWhere((surplus) => surplus.whereIn('group_id', theGroup).whereNotIn('id', firstOfEach)),
      ),
      left: remove('group_member', (member) => gone(member).whereIn('pupil_id', explained)),
      unexplained: remove('group_member', (member) => gone(member).whereNotIn('pupil_id', explained), {
        outOf: members,
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
          .whereNotIn('id', members.clone().select('pupil_id'))
          .select(theGroup.clone().as('group_id'), 'id'),
      ),
    }
  },
})
