import type { Config } from '../config/config.ts'
import { Exit, type ExitCode } from '../exit.ts'
import { formatHours } from '../schedule/hours.ts'
import { formatWall } from '../schedule/wall.ts'
import { weekText } from '../week/text.ts'
import { type Week, weekOf } from '../week/week.ts'
import type { World } from '../world.ts'
import { dateOf } from './date.ts'
import { asJson, paint } from './display.ts'
import type { CommonOptions } from './options.ts'
import { usableConfig } from './school.ts'

/** The plan of a week. Reads the config, opens no database. */
export function week(world: World, options: CommonOptions & { date?: string }): ExitCode {
  const config = usableConfig(world, options)
  const now = world.clock()
  const day = options.date === undefined ? config.school.zone.dayAt(now) : dateOf('--date', options.date)
  const planned = weekOf(config, day, now)
  if (options.json) world.out(asJson(weekJson(config, planned)))
  else world.out(weekText(config, planned, world.columns, paint(world)))
  return Exit.done
}

/** As docs/planning.md has it. Instants are ISO 8601 in UTC. */
function weekJson({ school, busy, jobs }: Config, { days, simulation, now }: Week) {
  const iso = (at: number) => new Date(at).toISOString()
  return {
    from: simulation.from,
    to: simulation.to,
    timezone: school.zone.name,
    now: now === undefined ? null : iso(now),
    busy: busy.map((hours) => ({ hours: formatHours(hours), why: hours.why })),
    days: days.map(({ day, kind, explained, runs, crowds }) => ({
      day,
      kind,
      explained,
      runs: [...runs.values()].flat().map(({ job, slot, remarks }) => ({
        job,
        slot: slot.name,
        at: iso(slot.at),
        local: formatWall(school.zone.wallAt(slot.at)),
        remarks,
      })),
      allDay: crowds.map(({ job, slots, first, last }) => ({
        ...{ job, runs: slots, first: iso(first), last: iso(last) },
      })),
    })),
    notRun: simulation.gaps.map(({ instead, ...gap }) => ({ ...gap, instead: instead ?? null })),
    jobs: jobs
      .filter(({ enabled }) => enabled)
      .map(({ id, schedule, shadow }) => ({ job: id, schedule: schedule.text, shadow })),
  }
}
