import { describe, expect, test } from 'vitest'
import type { Grants } from '../../src/config/config.ts'
import type { Permission } from '../../src/permissions/permission.ts'
import { may, seesPersonal } from '../../src/permissions/person.ts'
import { type GrantRow, mayServe, rightsOf } from '../../src/permissions/rights.ts'
import { directoryOf } from './people.ts'

const to = (...accounts: string[]) => ({ accounts, groups: [] })
const ofGroup = (...groups: string[]) => ({ accounts: [], groups })

async function held(name: string, grants?: Grants, rows: GrantRow[] = [], groups: string[] = []) {
  const rights = await rightsOf({ name, directory: directoryOf({ groups }) }, grants, rows)
  const all: Permission[] = ['access', 'setup', 'personal']
  return { has: all.filter((one) => may(rights, one)).join(' '), sees: seesPersonal(rights) }
}

describe('while nobody has said anything', () => {
  test('everybody may do everything, and lists show nobody’s data', async () => {
    expect(await held('b.khan')).toEqual({ has: 'access setup personal', sees: false })
  })
})

describe('once somebody has', () => {
  test('nobody may do what was not granted', async () => {
    expect(await held('b.khan', { setup: to('a.jones') })).toEqual({ has: '', sees: false })
    expect(await held('b.khan', {})).toEqual({ has: '', sees: false })
    expect(await held('b.khan', undefined, [{ account: 'a.jones', permission: 'setup' }])).toEqual({
      has: '',
      sees: false,
    })
  })

  test('setup brings access with it, and neither brings personal data', async () => {
    expect(await held('b.khan', { setup: to('b.khan') })).toEqual({ has: 'access setup', sees: false })
    expect(await held('b.khan', { access: to('b.khan') })).toEqual({ has: 'access', sees: false })
    expect(await held('b.khan', { personal: to('b.khan') })).toEqual({ has: 'personal', sees: true })
  })

  test('the config and the table add up', async () => {
    const rows = [
      { account: 'B.Khan', permission: 'personal' },
      { account: 'b.khan', permission: 'everything' },
    ]
    expect(await held('b.khan', { access: to('b.khan') }, rows)).toEqual({
      has: 'access personal',
      sees: true,
    })
  })

  test('a group counts for those whom the system says are in it', async () => {
    const grants = { setup: ofGroup('IT Support', 'Deputies') }
    expect((await held('b.khan', grants, [], ['IT Support'])).has).toBe('access setup')
    expect((await held('b.khan', grants, [], ['Attendance'])).has).toBe('')
  })
})

describe('a name', () => {
  test.each([
    ['b.khan', 'B.KHAN', true],
    ['b.khan', 'RIVERSIDE\\b.khan', true],
    ['b.khan', 'b.khan@riverside.example', true],
    ['RIVERSIDE\\b.khan', 'riverside\\b.khan', true],
    ['RIVERSIDE\\b.khan', 'LAPTOP7\\b.khan', false],
    ['RIVERSIDE\\b.khan', 'b.khan', false],
    ['b.khan', 'b.khanna', false],
  ])('granted to %s, for %s: %s', async (granted, account, isSame) => {
    expect((await held(account, { access: to(granted) })).has).toBe(isSame ? 'access' : '')
  })
})

describe('the service', () => {
  const serve = (name: string, service?: Grants['service'], full?: string, groups: string[] = []) =>
    mayServe({ name, directory: directoryOf({ ...(full ? { full } : {}), groups }) }, service)

  test('is any account where the config does not say, and else only the one that it says', async () => {
    expect(await serve('b.khan')).toBe(true)
    expect(await serve('svc', to('svc'))).toBe(true)
    expect(await serve('b.khan', to('svc'))).toBe(false)
  })

  test('is known by its domain, and by a group', async () => {
    expect(await serve('svc', to('RIVERSIDE\\svc'), 'RIVERSIDE\\svc')).toBe(true)
    expect(await serve('svc', to('RIVERSIDE\\svc'), 'LAPTOP7\\svc')).toBe(false)
    expect(await serve('svc', ofGroup('Services'), undefined, ['Services'])).toBe(true)
    expect(await serve('svc', ofGroup('Services'))).toBe(false)
  })

  test('asks the system nothing as long as the name says it all', async () => {
    const directory = {
      account: () => Promise.reject(new Error('asked')),
      groupsAmong: () => Promise.reject(new Error('asked')),
    }
    expect(await mayServe({ name: 'svc', directory }, { accounts: ['SVC'], groups: ['Services'] })).toBe(true)
  })
})
