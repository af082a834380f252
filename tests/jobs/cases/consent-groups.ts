import { keptGroup } from '../../groups/kit.ts'
import type { JobCase } from './case.ts'

export default {
  async arrange(school) {
    const [ada, ben, cleo] = [
      await school.pupil('Ada'),
      await school.pupil('Ben'),
      await school.pupil('Cleo'),
    ]
    const dan = await school.pupil('Dan', { to: '2026-11-22' })
    const kind = (name: string, withdrawn_on: string | null = null) =>
      school.add('consent_type', { name, withdrawn_on })
    const gives = (pupil_id: number, consent_type_id: number, withdrawn_on: string | null = null) =>
      school.add('pupil_consent', { pupil_id, consent_type_id, given_on: '2026-09-01', withdrawn_on })
    const photographs = await kind('Photographs')
    const trips = await kind('Local trips')
    const old = await kind('Facebook', '2026-11-22')
    await gives(ada, photographs)
    await gives(ada, photographs)
    await gives(ben, photographs, '2026-11-23')
    await gives(cleo, trips)
    await gives(dan, photographs)
    await gives(ada, old)
    await keptGroup(school, 'consent', photographs, 'Consent: Photographs', {
      members: [ben, ben, cleo, dan],
    })
    await keptGroup(school, 'consent', old, 'Consent: Facebook', { members: [ada] })
  },
  whenSourcesVanish: 'held',
  counts: {
    created: 1,
    renamed: 0,
    flagged: 0,
    retired: 1,
    revived: 0,
    duplicates: 1,
    left: 1,
    ended: 2,
    unexplained: 1,
    deleted: 0,
    joined: 2,
  },
} satisfies JobCase
