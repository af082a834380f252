import { permissions, titleOf } from '../../permissions/permission.ts'
import type { Draft } from '../draft.ts'
import { quote } from '../quote.ts'
import { at } from '../tree.ts'
import type { Rule } from './rule.ts'

export const permissionsEmpty: Rule = {
  name: 'permissions-empty',
  about: 'A permission that is granted is granted to somebody.',
  severity: 'error',
  *check({ permissions: granted = {}, root }) {
    if (isBlank(at(root, ['permissions']))) {
      const message = "'permissions' is empty, and so would open everything to everybody"
      yield { path: ['permissions'], on: 'key', message, hint: 'say who may do what, or delete this line' }
    }
    for (const permission of permissions) {
      const node = at(root, ['permissions', permission])
      const holders = granted[permission]
      const isNobody = holders ? holders.accounts.length + holders.groups.length === 0 : isBlank(node)
      if (!node || !isNobody) continue
      const message = `${quote(permission)} names nobody: neither accounts nor groups`
      yield { path: ['permissions', permission], on: 'key', message, hint: 'name somebody, or leave it out' }
    }
  },
}

const isBlank = (node: ReturnType<typeof at>) => node?.kind === 'scalar' && node.value === null

export const permissionsNobody: Rule = {
  name: 'permissions-nobody',
  about: 'Somebody can change, approve and delete.',
  severity: 'warning',
  *check(draft) {
    if (!isGiven(draft) || at(draft.root, ['permissions', 'setup'])) return
    const message = `nobody here has ${quote(titleOf('setup'))}: unless the table automation_grant gives it to somebody, nobody can approve, delete or change anything`
    yield { path: ['permissions'], on: 'key', message, hint: "add 'setup' with the accounts that may" }
  },
}

export const permissionsService: Rule = {
  name: 'permissions-service',
  about: 'Where people have permissions, the account of the scheduler has its own.',
  severity: 'warning',
  *check(draft) {
    if (!isGiven(draft) || at(draft.root, ['permissions', 'service'])) return
    const message = 'it is not said under which account the scheduler starts run-due, so any account may'
    yield { path: ['permissions'], on: 'key', message, hint: "add 'service' with that account" }
  },
}

/** The section is there, whatever is wrong with it. */
const isGiven = ({ root }: Draft) => at(root, ['permissions'])?.kind === 'map'
