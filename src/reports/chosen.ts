import type { JobTable } from '../db/tables.ts'
import { UserError } from '../exit.ts'
import type { Rows } from '../jobs/plan.ts'
import type { Queries } from '../jobs/queries.ts'
import type { Day } from '../schedule/day.ts'
import { classMembers } from './class-roll.ts'
import { findNamed, listed, type Named, notThere } from './named.ts'
import type { Selection, SelectionKind } from './selection.ts'

/** A selection whose names have been found at the school. */
export interface Chosen {
  /** `Year 7 and Year 8; class 9X/Ma1`, for what stands above a report. */
  words: string
  /** The numbers of the rows that were named, by kind. */
  ids: Partial<Record<SelectionKind, Named['id'][]>>
  /** The numbers of the pupils, as a query on `id`. */
  pupils(): Rows
}

/** What looking up a selection reads. */
export const selectionTables: JobTable[] = [
  ...(['pupil', 'year_group', 'registration_group', 'house'] as const),
  ...(['teaching_class', 'class_member', 'pupil_group', 'group_member'] as const),
]

interface Kind {
  /** What it is called. */
  words: [one: string, many: string]
  /** What there is at the school. Of pupils only those asked for: nobody wants to be told all the others. */
  entries(q: Queries, asked: string[]): Promise<Named[]>
  /** Narrows a query on pupils (alias `selected`) to those in any of the entries found. */
  narrow(q: Queries, pupils: Rows, ids: Named['id'][], day: Day): Rows
}

const column = (name: string): Kind['narrow'] => {
  return (_, pupils, ids) => pupils.whereIn(`selected.${name}`, ids)
}

const kinds: Record<SelectionKind, Kind> = {
  year: {
    words: ['year group', 'year groups'],
    entries: ({ from, read }) =>
      read.all(
        from('year_group')
          .orderBy(['national_curriculum_year', 'id'])
          .select('id', 'name', { alias: 'national_curriculum_year' }),
      ),
    narrow: column('year_group_id'),
  },
  group: {
    words: ['registration group', 'registration groups'],
    entries: ({ from, read }) =>
      read.all(from('registration_group').orderBy(['year_group_id', 'name']).select('id', 'name')),
    narrow: column('registration_group_id'),
  },
  class: {
    words: ['class', 'classes'],
    entries: ({ from, read }) => read.all(from('teaching_class').orderBy('name').select('id', 'name')),
    narrow: (q, pupils, ids, day) =>
      pupils.whereIn('selected.id', classMembers(q, day).whereIn('class_id', ids).select('pupil_id')),
  },
  house: {
    words: ['house', 'houses'],
    entries: ({ from, read }) => read.all(from('house').orderBy('name').select('id', 'name')),
    narrow: column('house_id'),
  },
  specialGroup: {
    words: ['special group', 'special groups'],
    entries: ({ from, read }) =>
      read.all(
        from('pupil_group').where('kind', 'special').orderBy('name').select('id', 'name', 'confidential'),
      ),
    narrow: ({ from }, pupils, ids) =>
      pupils.whereIn('selected.id', from('group_member').whereIn('group_id', ids).select('pupil_id')),
  },
  site: {
    words: ['site', 'sites'],
    entries: ({ from, read }) =>
      read.all(
        from('registration_group')
          .whereNotNull('site')
          .distinct('site as id', 'site as name')
          .orderBy('site'),
      ),
    narrow: ({ from }, pupils, ids) =>
      pupils.whereIn(
        'selected.registration_group_id',
        from('registration_group').whereIn('site', ids).select('id'),
      ),
  },
  pupil: {
    words: ['pupil', 'pupils'],
    entries: ({ from, read }, asked) =>
      read.all(
        from('pupil')
          .whereIn(
            'admission_number',
            asked.map((one) => one.trim()),
          )
          .orderBy('admission_number')
          .select('id', { name: 'admission_number' }),
      ),
    narrow: column('id'),
  },
}

/**
 * Finds at the school what a selection names, and stages the pupils in it: a few statements for each kind given.
 * @param q on a snapshot
 * @param day on which classes have their members
 * @returns undefined for everybody
 * @throws UserError with everything that is not there, and what was probably meant
 */
export async function chosenFrom(q: Queries, selection: Selection, day: Day): Promise<Chosen | undefined> {
  const words: string[] = []
  const ids: Chosen['ids'] = {}
  const problems: string[] = []
  const pupils = q.from('pupil', 'selected').select('selected.id')
  for (const [name, kind] of Object.entries(kinds) as [SelectionKind, Kind][]) {
    const given = selection[name]
    if (given === undefined) continue
    const asked = [given].flat()
    const entries = await kind.entries(q, asked)
    const { found, missing } = findNamed(asked, entries)
    problems.push(
      ...missing.map((one) =>
        name === 'pupil'
          ? `There is no pupil with the admission number ${one.trim()}.`
          : notThere(one, kind.words, entries),
      ),
    )
    words.push(inWords(kind, found))
    ids[name] = found.map(({ id }) => id)
    kind.narrow(q, pupils, ids[name], day)
  }
  if (problems.length > 0) throw new UserError(problems.join('\n'))
  if (words.length === 0) return undefined
  // Once: a report asks for them several times.
  const staged = await q.stage(pupils)
  return { words: words.join('; '), ids, pupils: () => staged().select('id') }
}

function inWords({ words: [one, many] }: Kind, entries: Named[]): string {
  const open = entries.filter(({ confidential }) => !confidential).map(({ name }) => name.trim())
  const hidden = entries.length - open.length
  // `Year 7` and `Main site` say by themselves what they are.
  const isPlain = open.every((name) => name.toLowerCase().includes(one.split(' ')[0]!))
  const called = isPlain ? '' : `${open.length > 1 ? many : one} `
  // A report lies in printers and is passed on: what its pupils have in common stays with who asked for it.
  const unnamed = hidden === 1 ? 'a confidential group' : `${hidden} confidential groups`
  return [...(open.length > 0 ? [`${called}${listed(open)}`] : []), ...(hidden > 0 ? [unnamed] : [])].join(
    ' and ',
  )
}
