import { describe, expect, test } from 'vitest'
import { own } from '../../src/db/migrations/index.ts'
import { TestSchool } from '../school.ts'
import { keptGroups, runJob } from './kit.ts'

const open = () => TestSchool.open('  medical-groups:\n  gifted-sen-groups:')

const asthma = (school: TestSchool, name = 'Asthma') =>
  school.add('medical_condition', { name, withdrawn_on: null })

const kept = (school: TestSchool) => school.rows(own('kept_group'))

describe('groups adopt', () => {
  test('takes over the groups of PARS whose names are clear, with their numbers; the next run corrects them', async () => {
    const school = await open()
    const [ada, ben] = [await school.pupil('Ada'), await school.pupil('Ben')]
    const condition = await asthma(school)
    await school.add('pupil_medical', {
      pupil_id: ada,
      condition_id: condition,
      start_date: '2026-01-01',
      end_date: null,
    })
    const ofPars = await school.group('special', ' ASTHMA')
    const sen = await school.group('special', 'sen  support')
    await school.member(ofPars, ben)
    const said = await school.run('groups', 'adopt')
    expect(said).toMatchObject({
      code: 0,
      out: expect.stringContaining(`taken over as medical:${condition}`),
    })
    expect(said.out).toContain('taken over as sen:K')
    await runJob(school, 'medical-groups')
    await runJob(school, 'gifted-sen-groups')
    expect(await school.rows('pupil_group', { id: ofPars })).toMatchObject([
      { name: 'Medical: Asthma', made_by: 'pars-auto', confidential: 1 },
    ])
    expect(await school.rows('pupil_group', { id: sen })).toMatchObject([{ name: 'SEN Support (K)' }])
    expect((await keptGroups(school))['Medical: Asthma']).toEqual(['Ada'])
    expect(await school.rows(own('event'), { kind: 'groups-adopted' })).toHaveLength(1)
  })

  test('run twice changes nothing the second time', async () => {
    const school = await open()
    await asthma(school)
    const group = await school.group('special', 'Asthma')
    await school.run('groups', 'adopt')
    const before = [await kept(school), await school.rows('pupil_group'), await school.rows(own('event'))]
    expect(await school.run('groups', 'adopt')).toMatchObject({
      code: 0,
      out: 'There is no group of PARS to take over.\n',
    })
    expect((await school.run('groups', 'adopt', String(group))).out).toContain('is kept already')
    expect([await kept(school), await school.rows('pupil_group'), await school.rows(own('event'))]).toEqual(
      before,
    )
  })

  test('with --dry-run says what it would do, and does nothing', async () => {
    const school = await open()
    await asthma(school)
    await school.group('special', 'Asthma')
    expect((await school.run('groups', 'adopt', '--dry-run')).out).toContain(
      'would be taken over as medical:1',
    )
    expect(await kept(school)).toEqual([])
    expect(await school.rows('pupil_group')).toMatchObject([{ made_by: 'pars' }])
  })

  test('refuses a group made by hand, one that is not there, and what is no number', async () => {
    const school = await open()
    await asthma(school)
    const byHand = await school.group('special', 'Asthma', { made_by: 'hand' })
    const temporary = await school.group('temporary', 'Asthma')
    for (const [group, why] of [
      [String(byHand), 'made by hand'],
      [String(temporary), 'not a special group'],
      ['999', 'no group 999'],
      ['Asthma', 'given by its number'],
    ] as const)
      expect(await school.run('groups', 'adopt', group, '--as', 'medical:1')).toMatchObject({
        code: 2,
        err: expect.stringContaining(why),
      })
    expect((await school.run('groups', 'adopt')).out).toContain('no group of PARS')
    expect(await kept(school)).toEqual([])
  })

  test('lists an ambiguous one and leaves it, until --as says what it is', async () => {
    const school = await open()
    await asthma(school)
    const [one, two] = [await school.group('special', 'Asthma'), await school.group('special', 'asthma')]
    const said = await school.run('groups', 'adopt')
    expect(said.out).toContain(`${one} "Asthma": left alone`)
    expect(said.out).toContain(`${two} "asthma": left alone`)
    expect(await kept(school)).toEqual([])
    expect(await school.run('groups', 'adopt', String(two), '--as', 'medical:1')).toMatchObject({ code: 0 })
    expect(await kept(school)).toMatchObject([{ family: 'medical', group_id: two, adopted: 1 }])
  })

  test('takes a name without a letter for nothing, and a source without a name by its key', async () => {
    const school = await open()
    await asthma(school, ' ')
    const group = String(await school.group('special', '---'))
    expect((await school.run('groups', 'adopt')).out).toBe('There is no group of PARS to take over.\n')
    expect((await school.run('groups', 'adopt', group, '--as', 'medical:7')).err).toContain(
      'medical:1 (Medical: 1)',
    )
  })

  test('names what there is when --as is wrong, or missing', async () => {
    const school = await open()
    await asthma(school)
    const group = String(await school.group('special', 'Wheezers'))
    for (const [flags, why] of [
      [[], '--as FAMILY:KEY'],
      [['--as', 'nope:1'], 'the families gifted, sen'],
      [['--as', 'medical:7'], 'medical:1 (Medical: Asthma)'],
    ] as const)
      expect(await school.run('groups', 'adopt', group, ...flags)).toMatchObject({
        code: 2,
        err: expect.stringContaining(why),
      })
  })

  test('with --replace puts it in the place of ours, which is deleted with its members', async () => {
    const school = await open()
    const condition = await asthma(school)
    const ada = await school.pupil('Ada')
    await school.add('pupil_medical', {
      pupil_id: ada,
      condition_id: condition,
      start_date: '2026-01-01',
      end_date: null,
    })
    await runJob(school, 'medical-groups')
    const [ours] = await school.rows<{ id: number }>('pupil_group')
    const ofPars = await school.group('special', 'Asthma')
    expect((await school.run('groups', 'adopt')).out).toContain(`Group ${ours!.id} is kept`)
    expect(await kept(school)).toMatchObject([{ group_id: ours!.id }])
    await school.run('groups', 'adopt', String(ofPars), '--replace')
    expect(await school.rows('pupil_group')).toMatchObject([{ id: ofPars }])
    expect(await school.rows('group_member')).toEqual([])
    expect((await runJob(school, 'medical-groups')).counts).toMatchObject({
      renamed: 1,
      joined: 1,
      created: 0,
    })
  })
})

describe('groups list', () => {
  test('shows what is kept, and what could be taken over', async () => {
    const school = await open()
    await asthma(school)
    await runJob(school, 'medical-groups')
    const ofPars = await school.group('special', 'EHCP')
    await school.group('special', 'Choir', { made_by: 'hand' })
    const { code, out } = await school.run('groups', 'list')
    expect(code).toBe(0)
    expect(out).toMatch(/medical:1 +1 +Medical: Asthma +0 +Mon 2026-11-23 12:00/)
    expect(out).toMatch(/\n2 +EHCP +sen:E\n/)
    expect(out).not.toContain('Choir')
    expect(JSON.parse((await school.run('groups', 'list', '--json')).out)).toEqual({
      kept: [
        {
          family: 'medical',
          key: '1',
          group: 1,
          name: 'Medical: Asthma',
          members: 0,
          since: '2026-11-23T12:00:00.000Z',
          retired: null,
          adopted: false,
        },
      ],
      adoptable: [{ group: ofPars, name: 'EHCP', matches: ['sen:E'] }],
    })
  })

  test('says that there is nothing yet', async () => {
    expect((await (await open()).run('groups', 'list')).out).toBe(
      'No group is kept yet: the group jobs make them.\n',
    )
  })
})
