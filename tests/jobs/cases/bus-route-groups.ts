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
    const route = (name: string, withdrawn_on: string | null = null) =>
      school.add('bus_route', { name, withdrawn_on })
    const takes = (pupil_id: number, route_id: number, start_date: string, end_date: string | null = null) =>
      school.add('pupil_bus_route', { pupil_id, route_id, start_date, end_date })
    const renamed = await route('14B')
    const fresh = await route('7')
    const withdrawn = await route('9', '2026-11-22')
    const back = await route('11')
    await takes(ada, renamed, '2026-09-01')
    await takes(ben, renamed, '2026-09-01', '2026-11-22')
    await takes(ben, fresh, '2026-11-23')
    await takes(dan, renamed, '2026-09-01')
    await takes(ada, withdrawn, '2026-09-01')
    await takes(ada, back, '2026-09-01')
    await keptGroup(school, 'bus-route', renamed, 'Bus: 14A', { members: [ada, ada, ben, cleo, dan] })
    await keptGroup(school, 'bus-route', withdrawn, 'Bus: 9', { members: [ada] })
    await keptGroup(school, 'bus-route', back, 'Bus: 11', { retired: '2026-11-01' })
    await keptGroup(school, 'bus-route', '99', 'Bus: Old', { retired: '2026-08-01' })
    await school.member(await school.group('special', 'Bus: 7', { made_by: 'hand' }), cleo)
  },
  whenSourcesVanish: 'held',
  counts: {
    created: 1,
    renamed: 1,
    flagged: 0,
    retired: 1,
    revived: 1,
    duplicates: 1,
    left: 1,
    // Ben's time on the route, and Ada's route.
    ended: 2,
    unexplained: 1,
    deleted: 1,
    joined: 2,
  },
} satisfies JobCase
