import { SEN_STATUSES } from '../groups/census.ts'
import { endedBefore, onDay } from '../groups/family.ts'
import { defineGroupJob } from '../groups/job.ts'
import { onRoll } from '../groups/roll.ts'
import { single } from '../groups/single.ts'
import { NO, read, spellings, UNSAID } from '../groups/spelling.ts'
import type { Rows } from './plan.ts'

/** K and E are what schools record today, and always a group each; S, A and P while a pupil on roll still has one. */
const STATUS_NAMES = {
  K: 'SEN Support (K)',
  E: 'EHC plan (E)',
  S: 'Statement (S)',
  A: 'School Action (A)',
  P: 'School Action Plus (P)',
}

export default defineGroupJob({
  name: 'gifted-sen-groups',
  title: 'Create/update gifted and SEN groups',
  summary: 'Keep a group of the gifted and talented pupils, and one for each SEN status.',
  notes:
    'Gifted and Talented is one group, whatever the subject. SEN statuses are understood as codes and in words, however they are capitalised and spaced: K, SEN Support, EHCP; N is no group. A status that is not understood makes the run partial; it puts the pupil in no group and takes the pupil out of none. A pupil with two statuses at the same time is in both groups. The SEN groups are confidential.',
  at: '23:10',
  reads: ['gifted_talented', 'sen_stage'],
  confidential: true,

  async families(context) {
    const { from, over, union, values, day } = context
    const gifted = from('gifted_talented')
    const now = await read(context, onDay(from('sen_stage'), day), 'status', SEN_STATUSES)
    const before = await read(context, endedBefore(from('sen_stage'), day), 'status', SEN_STATUSES)
    const saidNo: Rows = now().where({ reading: NO }).select('pupil_id')
    const isStatus = (rows: Rows) => rows.whereNotIn('reading', [NO, UNSAID])
    const named = Object.entries(STATUS_NAMES).map(([key, name]) => ({ key, name }))
    return [
      single(context, {
        family: 'gifted',
        title: 'gifted and talented pupils',
        name: 'Gifted and Talented',
        aliases: ['Gifted & Talented', 'G&T', 'Gifted', 'Gifted or Talented'],
        pupils: onDay(gifted.clone(), day),
        ended: endedBefore(gifted.clone(), day),
        sources: { 'gifted and talented pupils': gifted },
        confidential: false,
      }),
      {
        family: 'sen',
        title: 'SEN statuses',
        groups: over(values(...named)).where((used) =>
          used
            .whereIn('key', ['K', 'E'])
            .orWhereIn('key', isStatus(now()).whereIn('pupil_id', onRoll(context, day)).select('reading')),
        ),
        aliases: over(values(...spellings(SEN_STATUSES))).select({ key: 'reading', name: 'spelling' }),
        belongs: isStatus(now()).select({ key: 'reading' }, 'pupil_id'),
        ended: union(
          isStatus(before()).select({ key: 'reading' }, 'pupil_id'),
          over(values(...named), 'any')
            .crossJoin(saidNo.as('n') as never)
            .select('any.key', 'n.pupil_id'),
        ),
        unreadable: now().whereNull('reading').select('pupil_id'),
        sources: { 'SEN statuses': from('sen_stage') },
        confidential: true,
      },
    ]
  },
})
