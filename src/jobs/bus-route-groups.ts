import { endedBefore, keptOn, onDay, withdrawnBefore } from '../groups/family.ts'
import { defineGroupJob } from '../groups/job.ts'

export default defineGroupJob({
  name: 'bus-route-groups',
  title: 'Create bus route groups',
  summary: 'Keep a group for each bus route: the pupils who take it.',
  notes:
    'A route that gets another name keeps its group, which is renamed. Two routes of one name have their number behind it. The last day of a pupil on a route, and of the route, still count.',
  at: '23:20',
  reads: ['bus_route', 'pupil_bus_route'],

  families: ({ from, day }) => [
    {
      family: 'bus-route',
      title: 'bus routes',
      prefix: 'Bus: ',
      groups: keptOn(from('bus_route'), day).select({ key: 'id' }, 'name'),
      belongs: onDay(from('pupil_bus_route'), day).select({ key: 'route_id' }, 'pupil_id'),
      ended: endedBefore(from('pupil_bus_route'), day).select({ key: 'route_id' }, 'pupil_id'),
      withdrawn: withdrawnBefore(from('bus_route'), day).select({ key: 'id' }),
      sources: { 'bus routes': from('bus_route'), 'pupils on bus routes': from('pupil_bus_route') },
      confidential: false,
    },
  ],
})
