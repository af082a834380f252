import { z } from 'zod'
import { words } from '../../config/fields.ts'
import { UserError } from '../../exit.ts'
import { onRoll } from '../../groups/roll.ts'
import type { Rows } from '../../jobs/plan.ts'
import { countInWords } from '../counted.ts'
import { defineReport, type ReportContext } from '../kit.ts'
import { findNamed, listed, type Named, notThere } from '../named.ts'
import { pupilColumns, pupilTables } from '../pupil-list.ts'

const KINDS = {
  special: 'special groups',
  temporary: 'temporary groups',
  'all-years': 'All Years groups',
} as const

interface Group extends Named {
  id: number
  confidential: number
}

export default defineReport({
  name: 'group-membership',
  title: 'Group membership',
  summary: 'Who is in which group: the special groups, or one by name.',
  notes:
    'Only pupils on roll, each once. A confidential group is shown only where it is asked for by its name, and says that it is confidential.',
  period: 'none',
  params: z.strictObject({
    kind: z
      .enum(['special', 'temporary', 'all-years'])
      .default('special')
      .describe('Which sort of groups: special, temporary or all-years.'),
    group: words('the name of a group')
      .optional()
      .describe('Just the group of this name, of that sort; a confidential one is shown only so.'),
  }),
  reads: ['pupil_group', 'group_member', 'school_history', ...pupilTables],
  columns: { named: { title: 'Group', type: 'text' }, ...pupilColumns },
  sections: ['named'],
  rowName: ['member', 'members'],
  explain: ({ kind, group }) =>
    group === undefined
      ? `Members of all ${KINDS[kind]} that are not confidential.`
      : `Members of the group ${group.trim()}.`,
  empty: 'No pupil on roll is in such a group.',
  async query({ kind, group }, context) {
    const groups = await groupsOf(context, kind)
    const shown =
      group === undefined ? groups.filter(({ confidential }) => !confidential) : asked(groups, kind, group)
    const called = await context.stageRows(
      ['id', 'place', 'named'],
      shown.map((one, place) => [one.id, place, calledAmong(one, shown)]),
      'id',
    )
    const members = membersOf(context, called().select('id'))
    const left = group === undefined ? groups.length - shown.length : 0
    return {
      rows: listedMembers(context, members, called),
      remarks: await remarksOn(context, members, { shown, left }),
    }
  },
})

const groupsOf = ({ from, read }: ReportContext, kind: string): Promise<Group[]> =>
  read.all(
    from('pupil_group').where({ kind }).orderByRaw('lower(name), id').select('id', 'name', 'confidential'),
  )

/** @throws UserError when there is none of the name */
function asked(groups: Group[], kind: keyof typeof KINDS, name: string): Group[] {
  const { found } = findNamed([name], groups)
  const many = KINDS[kind]
  if (found.length === 0) throw new UserError(notThere(name, [many.slice(0, -1), many], groups))
  return found
}

/** Groups of the same name are told apart by their numbers. */
function calledAmong({ id, name, confidential }: Group, groups: Group[]): string {
  const isSame = (other: Group) => other.id !== id && other.name.toLowerCase() === name.toLowerCase()
  return `${name}${groups.some(isSame) ? ` #${id}` : ''}${confidential ? ' (confidential)' : ''}`
}

/** Pupils in the groups, each once for a group: nothing stops a pupil from being in one twice. */
const membersOf = ({ from, selected }: ReportContext, ids: Rows): Rows =>
  selected(from('group_member', 'm').whereIn('m.group_id', ids), 'm.pupil_id').distinct(
    'm.group_id',
    'm.pupil_id',
  )

function listedMembers(context: ReportContext, members: Rows, called: () => Rows): Rows {
  const { over, byName } = context
  const rows = over(members, 'its')
    .join(called().as('n'), 'n.id', 'its.group_id')
    .join('pupil as p', 'p.id', 'its.pupil_id')
    .leftJoin('year_group as y', 'y.id', 'p.year_group_id')
    .leftJoin('registration_group as g', 'g.id', 'p.registration_group_id')
    .whereIn('p.id', onRoll(context, context.day))
    .orderBy(['n.place', 'y.national_curriculum_year', 'y.name', 'g.name'])
    .select({
      named: 'n.named',
      year: 'y.name',
      group: 'g.name',
      surname: 'p.surname',
      forename: 'p.forename',
    })
  return byName(rows, 'p')
}

/** What the list does not show by itself. */
async function remarksOn(
  context: ReportContext,
  members: Rows,
  { shown, left }: { shown: Group[]; left: number },
): Promise<string[]> {
  const { over, read, raw, day } = context
  const counts = await read.all<{ group_id: number; members: number; present: number }>(
    over(members, 'its')
      .leftJoin(onRoll(context, day).as('roll'), 'roll.pupil_id', 'its.pupil_id')
      .groupBy('its.group_id')
      .select('its.group_id', raw('count(*) as members'), raw('count(roll.pupil_id) as present')),
  )
  const present = new Set(counts.filter((one) => one.present > 0).map(({ group_id }) => group_id))
  const empty = shown.filter(({ id }) => !present.has(id)).map((one) => calledAmong(one, shown))
  const gone = counts.reduce((sum, one) => sum + one.members - one.present, 0)
  return [
    ...(shown.some(({ confidential }) => confidential)
      ? ['This is confidential: only for those who may see such things.']
      : []),
    ...(empty.length > 0 ? [`Without a member here: ${listed(empty)}.`] : []),
    ...(gone > 0
      ? [`Not listed: ${countInWords(gone, ['membership', 'memberships'])} of pupils who are not on roll.`]
      : []),
    ...(left > 0 ? [`Not shown: ${countInWords(left, ['confidential group', 'confidential groups'])}.`] : []),
  ]
}
