import { migrate, own } from '../../src/db/migrations/index.ts'
import type { TestSchool } from '../school.ts'

/** A group that is ours already, with these members. */
export async function keptGroup(
  school: TestSchool,
  family: string,
  key: string | number,
  name: string,
  given: { members?: number[]; retired?: string; confidential?: boolean } = {},
): Promise<number> {
  const confidential = given.confidential ? 1 : 0
  await school.with((db) => migrate(db))
  const group_id = await school.group('special', name, { made_by: 'pars-auto', confidential })
  await school.add(own('kept_group'), {
    family,
    source_key: String(key),
    name,
    confidential,
    group_id,
    adopted: 0,
    retired_on: given.retired ?? null,
  })
  await school.member(group_id, ...(given.members ?? []))
  return group_id
}

/** Groups that are ours, by name, each with the forenames of its members, as often as they are in it. */
export async function keptGroups(school: TestSchool): Promise<Record<string, string[]>> {
  const groups = await school.rows<{ id: number; name: string }>('pupil_group', { made_by: 'pars-auto' })
  const members = await school.rows<{ group_id: number; pupil_id: number }>('group_member')
  const pupils = await school.rows<{ id: number; forename: string }>('pupil')
  const nameOf = new Map(pupils.map(({ id, forename }) => [id, forename]))
  return Object.fromEntries(
    groups.map(({ id, name }) => [
      name,
      members
        .filter(({ group_id }) => group_id === id)
        .map(({ pupil_id }) => nameOf.get(pupil_id) ?? '?')
        .sort(),
    ]),
  )
}

/** Runs the job by hand. */
export async function runJob(school: TestSchool, job: string, ...flags: string[]) {
  const said = await school.run(job, '--json', ...flags)
  return { code: said.code, ...JSON.parse(said.out || '{}'), err: said.err }
}
