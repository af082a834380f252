import { Exit, type ExitCode, UserError } from '../exit.ts'
import { type Adoption, adopt, decideAdoptions } from '../groups/adopt.ts'
import { keptGroups, parsGroups, placesOn } from '../groups/kept.ts'
import { audit } from '../runner/audit.ts'
import { note } from '../runner/event.ts'
import { rollDayAt } from '../runner/moment.ts'
import type { World } from '../world.ts'
import { asJson, columns, when } from './display.ts'
import type { CommonOptions } from './options.ts'
import { withSchoolInForce } from './school.ts'

/** The groups that the jobs keep, and those of PARS that could be taken over. */
export async function groupsList(world: World, options: CommonOptions): Promise<ExitCode> {
  return withSchoolInForce(world, options, async ({ db, config }) => {
    const { zone, guests } = config.school
    const day = rollDayAt(zone, await db.now())
    const { kept, adoptable } = await db.snapshot(async (session) => {
      const pars = await parsGroups(session, await placesOn(session, { day, guests }))
      return { kept: await keptGroups(session), adoptable: pars.filter(({ matches }) => matches.length > 0) }
    })
    if (options.json) {
      world.out(asJson({ kept, adoptable }))
      return Exit.done
    }
    if (kept.length === 0) world.out('No group is kept yet: the group jobs make them.\n')
    else {
      const rows = kept.map((one) => [
        `${one.family}:${one.key}`,
        String(one.group),
        one.name,
        String(one.members),
        when(zone, one.since),
        [one.retired && `put aside ${one.retired}`, one.adopted && 'taken over'].filter(Boolean).join(', '),
      ])
      world.out(columns(world, ['For', 'Group', 'Name', 'Pupils', 'Since', ''], rows))
    }
    if (adoptable.length > 0) {
      const rows = adoptable.map(({ group, name, matches }) => [String(group), name, matches.join(' or ')])
      world.out('\nMade by PARS, and could be taken over with pars-auto groups adopt:\n')
      world.out(columns(world, ['Group', 'Name', 'As'], rows))
    }
    return Exit.done
  })
}

interface AdoptOptions extends CommonOptions {
  as?: string
  replace?: boolean
  dryRun?: boolean
}

/** Takes over groups that PARS made: all whose name is clear, or one. */
export async function groupsAdopt(
  world: World,
  options: AdoptOptions,
  group: string | undefined,
): Promise<ExitCode> {
  if (group !== undefined && !/^\d+$/.test(group))
    throw new UserError(
      `A group is given by its number; "${group}" is none. See: pars-auto groups list`,
      Exit.usage,
    )
  if (options.as !== undefined && group === undefined)
    throw new UserError('--as says what one group is: give its number as well.', Exit.usage)
  const { as, replace } = options
  const wish = { group: group === undefined ? undefined : Number(group), as, replace }
  return withSchoolInForce(world, options, async (school) => {
    const { db, config, host } = school
    const now = await db.now()
    const { zone, guests } = config.school
    const roll = { day: rollDayAt(zone, now), guests }
    const decided = options.dryRun
      ? await db.snapshot((session) => decideAdoptions(session, roll, wish))
      : await db.transaction(async (session) => {
          const adoptions = await decideAdoptions(session, roll, wish)
          await adopt(session, adoptions)
          const taken = adoptions.filter(({ outcome }) => outcome === 'adopted')
          const which = taken.map(({ group, as }) => `${group} as ${as[0]}`).join(', ')
          if (taken.length > 0) {
            await note(session, 'groups-adopted', `${host.person} took over groups of PARS: ${which}.`, now)
            await audit(session, school, 'groups adopt', `Groups ${which}.`, now)
          }
          return adoptions
        })
    for (const one of decided) world.out(`${sentence(one, options.dryRun === true)}\n`)
    if (decided.length === 0) world.out('There is no group of PARS to take over.\n')
    return Exit.done
  })
}

function sentence({ group, name, outcome, as, instead }: Adoption, isDry: boolean): string {
  const it = `${group} "${name}"`
  switch (outcome) {
    case 'adopted': {
      const place = instead === undefined ? '' : `; group ${instead}, kept for it until now, is deleted`
      return `${it}: ${isDry ? 'would be ' : ''}taken over as ${as[0]}${place}.`
    }
    case 'ours already':
      return `${it}: is kept already, as ${as[0]}.`
    case 'taken':
      return `${it}: left alone. Group ${instead} is kept as ${as[0]} already; --replace puts this one in its place and deletes that one.`
    case 'ambiguous':
      return `${it}: left alone. It is not the only one that could be ${as.join(' or ')}; say which with: pars-auto groups adopt ${group} --as ${as[0]}`
  }
}
