import type { Config } from '../config/config.ts'
import { formatWall } from '../schedule/wall.ts'
import type { Simulation } from '../simulation/simulation.ts'
import { nightsOf, totalsOf } from '../simulation/totals.ts'

/** Of the busiest nights, as many. */
const NIGHTS = 10

/** A simulation as `simulate --json` prints it: docs/planning.md. Instants are ISO 8601 in UTC. */
export function simulationJson(
  simulation: Simulation,
  config: Config,
  { job, summary = false }: { job?: string; summary?: boolean },
) {
  const { zone } = config.school
  const { from, to, runs, crowds, gaps, clashes, changes } = simulation
  const wall = (at: number) => formatWall(zone.wallAt(at))
  return {
    from,
    to,
    timezone: zone.name,
    calendarEnds: config.calendar.endsOn ?? null,
    ...(summary
      ? {}
      : {
          runs: runs.map(({ job, slot: { name, at, day, moved, movedFrom }, remarks, waitsFor }) => ({
            job,
            slot: name,
            at: iso(at),
            local: wall(at),
            day,
            moved: moved ?? null,
            movedFrom: movedFrom ?? null,
            after: waitsFor.map((one) => ({ job: one.job, at: iso(one.at) })),
            remarks,
          })),
          allDay: crowds.map(({ job, day, slots, first, last, remarks }) => ({
            ...{ job, day, runs: slots, first: iso(first), last: iso(last), remarks },
          })),
          notRun: gaps.map(({ job, from, to, days, why, instead }) => ({
            ...{ job, from, to, days, why, instead: instead ?? null },
          })),
        }),
    clashes: clashes.map(({ first, ...clash }) => ({ ...clash, first: iso(first) })),
    clockChanges: changes.map(({ at, before, after }) => ({
      ...{ at: iso(at), minutes: (after - before) / 60_000 },
    })),
    jobs: totalsOf(simulation, config.jobs)
      .filter((one) => job === undefined || one.job === job)
      .map(({ first, last, ...total }) => ({
        ...total,
        first: first === undefined ? null : iso(first),
        last: last === undefined ? null : iso(last),
      })),
    busiestNights: nightsOf(simulation, config).slice(0, NIGHTS),
  }
}

const iso = (at: number) => new Date(at).toISOString()
