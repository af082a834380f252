import { expect, test } from 'vitest'
import type { Grants } from '../../src/config/config.ts'
import { personAt } from '../../src/permissions/person.ts'
import { thisHost } from '../../src/runner/host.ts'
import { TestSchool } from '../school.ts'
import { directoryOf, grant, type Somebody } from './people.ts'

/** Who somebody is taken for who comes with a login to the database, and what he holds. */
async function taken(login: string | undefined, somebody: Somebody, permissions: Grants = {}) {
  const school = await TestSchool.open('  refresh-all-years:')
  await grant(school, 'RIVERSIDE\\b.khan', 'access')
  return school.with(async (db) => {
    const world = { host: { ...thisHost(), person: somebody.account }, directory: directoryOf(somebody) }
    const asked = Object.assign(db, { login: async () => login })
    const { name, from, held } = await personAt(world, { permissions }, asked)
    return { name, from, held: [...held.keys()] }
  })
}

const service = { accounts: ['RIVERSIDE\\svc-pars'], groups: [] }

test('a login to the database that is a person’s says who somebody is', async () => {
  expect(await taken('RIVERSIDE\\b.khan', { account: 'admin' })).toEqual({
    ...{ name: 'RIVERSIDE\\b.khan', from: 'login', held: ['access'] },
  })
})

test('that of the service is everybody’s, and says nothing', async () => {
  expect(await taken('riverside\\SVC-PARS', { account: 'a.jones' }, { service })).toEqual({
    ...{ name: 'a.jones', from: 'account', held: [] },
  })
})

test('a database without logins leaves it to the operating system, with the domain where there is one', async () => {
  expect(await taken(undefined, { account: 'b.khan', full: 'RIVERSIDE\\b.khan' })).toEqual({
    ...{ name: 'RIVERSIDE\\b.khan', from: 'account', held: ['access'] },
  })
})

test('the groups of an account give nothing to whoever comes with another login', async () => {
  const setup = { accounts: [], groups: ['IT Support'] }
  const admin = { account: 'admin', groups: ['IT Support'] }
  expect((await taken('RIVERSIDE\\b.khan', admin, { setup })).held).toEqual(['access'])
  expect((await taken(undefined, admin, { setup })).held).toEqual(['setup', 'access'])
})
