import path from 'node:path'
import { Exit, type ExitCode } from '../exit.ts'
import { ofPeople, PERMISSIONS, type Permission } from '../permissions/permission.ts'
import { may, type Person, personAt } from '../permissions/person.ts'
import type { Grantor } from '../permissions/rights.ts'
import type { World } from '../world.ts'
import { asJson, columns, folded } from './display.ts'
import { fromWhere } from './gate.ts'
import type { CommonOptions } from './options.ts'
import { withSchoolInForce } from './school.ts'

/** Who the person at the terminal is taken for, what that person may do, and who says so. */
export async function permissions(world: World, options: CommonOptions): Promise<ExitCode> {
  return withSchoolInForce(world, options, async ({ db, config }) => {
    const person = await personAt(world, config, db)
    if (options.json) {
      const { name, from, stated, held } = person
      const all = ofPeople.map((one) => [one, { may: may(person, one), by: held.get(one) ?? null }])
      world.out(asJson({ person: name, from, stated, permissions: Object.fromEntries(all) }))
    } else world.out(text(world, person, path.basename(config.file)))
    return Exit.done
  })
}

function text(world: World, person: Person, file: string): string {
  const rows = ofPeople.map((one) => [
    `  ${PERMISSIONS[one].title}`,
    may(person, one) ? 'yes' : 'no',
    sourceOf(person.held.get(one), one, file),
  ])
  const lists = person.held.has('personal') ? '' : ' Lists do not show names, numbers and texts.'
  const open = `Nobody has said who may do what, neither under permissions in ${file} nor in the table automation_grant: whoever can open the database may.${lists}`
  return [
    `You are taken for ${person.name}, ${fromWhere(person)}.\n`,
    columns(world, ['  Permission', '', 'By'], rows),
    person.stated ? '' : `${folded(world, open)}\n`,
    'Which command needs which: docs/permissions.md\n',
  ].join('')
}

function sourceOf(by: Grantor | undefined, permission: Permission, file: string): string {
  if (by === 'setup') return PERMISSIONS.setup.title
  if (by === 'table') return 'the table automation_grant'
  return by === 'config' ? `permissions.${permission} in ${file}` : ''
}
