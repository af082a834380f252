import { endedBefore, keptOn, onDay, withdrawnBefore } from '../groups/family.ts'
import { defineGroupJob } from '../groups/job.ts'

export default defineGroupJob({
  name: 'medical-groups',
  title: 'Update medical groups',
  summary: 'Keep a group for each medical condition: the pupils who have it.',
  notes:
    'The groups are confidential: they are marked so that only those who may see such things are shown them. One that lost the mark gets it back.',
  at: '00:15',
  reads: ['medical_condition', 'pupil_medical'],
  confidential: true,

  families: ({ from, day }) => [
    {
      family: 'medical',
      title: 'medical conditions',
      prefix: 'Medical: ',
      groups: keptOn(from('medical_condition'), day).select({ key: 'id' }, 'name'),
      belongs: onDay(from('pupil_medical'), day).select({ key: 'condition_id' }, 'pupil_id'),
      ended: endedBefore(from('pupil_medical'), day).select({ key: 'condition_id' }, 'pupil_id'),
      withdrawn: withdrawnBefore(from('medical_condition'), day).select({ key: 'id' }),
      sources: {
        'medical conditions': from('medical_condition'),
        'pupils with a medical condition': from('pupil_medical'),
      },
      confidential: true,
    },
  ],
})
