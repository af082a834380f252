import path from 'node:path'
import { expect, it } from 'vitest'
import { configure, filesIn, mails, member, reportingSchool, told } from './school.ts'

const send = (school: Awaited<ReturnType<typeof reportingSchool>>, ...flags: string[]) =>
  school.run('report', 'send', 'absences', ...flags)

it('mails everybody who has a role, however it is capitalised, and each address once', async () => {
  const school = await reportingSchool('to: [Deputy head, DEPUTY  HEAD, grace@school.example]\nsubject: S')
  await member(school, 'A', 'Deputy Head', 'grace@school.example')
  await member(school, 'B', ' deputy head ', 'Alan@school.example')
  await send(school)
  expect(await told(school)).toEqual(['Alan@school.example: S', 'grace@school.example: S'])
})

it('leaves out those who have left, and mails those who leave today', async () => {
  const school = await reportingSchool('to: Deputy head\nsubject: S')
  await member(school, 'A', 'Deputy head', 'gone@school.example', { left_on: '2026-11-22' })
  await member(school, 'B', 'Deputy head', 'leaving@school.example', { left_on: '2026-11-23' })
  await member(school, 'C', 'Deputy head', null)
  await send(school)
  expect(await told(school)).toEqual(['leaving@school.example: S'])
})

it('mails who gets what nobody else can be mailed, and says so before everything else', async () => {
  const school = await reportingSchool(
    'to: [Deputy head, Head]\notherwise: office@school.example\nsubject: S',
  )
  await member(school, 'A', 'Head', null)
  const { out } = await send(school)
  const [mail, ...more] = await mails(school)
  expect({ to: mail?.address, more }).toEqual({ to: 'office@school.example', more: [] })
  const words = 'This was meant for the role Deputy head. Nobody at the school can be mailed as such'
  for (const text of [mail?.text, String(mail?.html)]) {
    expect(text?.replace(/\s+/g, ' ')).toContain(words)
    expect(text?.indexOf('This was meant')).toBeLessThan(text!.indexOf('Ada'))
  }
  expect(out).toContain('What is for the role Deputy head, the role Head goes to the address in otherwise')
  expect((await school.runs('absences')).map(({ state }) => state)).toEqual(['succeeded'])
})

it('fails where there is nobody at all, and says which role was probably meant', async () => {
  const school = await reportingSchool('to: Deputy head')
  await member(school, 'A', 'Deputy Headteacher', 'grace@school.example')
  const { code, out } = await send(school)
  expect(code).not.toBe(0)
  expect(out).toContain('Nobody is mailed what is for the role Deputy head')
  expect(out).toContain('did you mean Deputy Headteacher?')
  expect(await mails(school)).toEqual([])
  expect(await school.rows('auto_report_sent')).toEqual([])
})

it('is partial where some can be mailed, and names the roles and parts, never a person', async () => {
  const school = await reportingSchool('to: [tutor, Deputy head]\nsplitBy: group\nsubject: "{part}"')
  await member(school, 'A', 'Deputy head', 'elsewhere@home.example')
  const { out } = await send(school)
  expect(await told(school)).toEqual(['hill@school.example: 7A', 'turing@school.example: 7B'])
  const [run] = await school.runs('absences')
  expect(run).toMatchObject({ state: 'partial' })
  expect(run?.message).toContain('the role Deputy head, the tutor for 8A')
  expect(run?.message).toContain('An address at home.example gets nothing')
  expect(out).not.toContain('elsewhere')
})

it('mails each tutor just his group, and only where there is something to show', async () => {
  const school = await reportingSchool('to: tutor\nsplitBy: group\nonlyIfRows: true')
  const { out } = await send(school)
  const both = await mails(school)
  expect(both.map(({ address, subject }) => `${address}: ${subject}`)).toEqual([
    'hill@school.example: Unexplained absences, 7A, Monday 16 to Sunday 22 November 2026',
    'turing@school.example: Unexplained absences, 7B, Monday 16 to Sunday 22 November 2026',
  ])
  expect(both[0]?.text).toContain('Ada')
  expect(both[0]?.text).not.toContain('Ben')
  expect(both[1]?.text).not.toContain('Ada')
  expect(out).toContain('mails: 2 sent')
})

it('mails a tutor of two groups once for each', async () => {
  const school = await reportingSchool(
    'to: tutor\nsplitBy: group\nsubject: "{part} {rows}"\nonlyIfRows: true',
  )
  await school.with((db) => db.run(db.sql('registration_group').update({ tutor_id: 1 })))
  await send(school)
  expect(await told(school)).toEqual(['hill@school.example: 7A 1', 'hill@school.example: 7B 1'])
})

it('mails the head of a year by the role that the staff table has', async () => {
  const school = await reportingSchool(
    'to: head of year\nsplitBy: year\notherwise: office@school.example\nsubject: "{part}: {rows}"',
  )
  await send(school)
  expect(await told(school)).toEqual(['hill@school.example: Year 7: 2', 'office@school.example: Year 8: 0'])
})

it('says how many pupils are in no part', async () => {
  const school = await reportingSchool('to: tutor\nsplitBy: group\nonlyIfRows: true')
  await school.pupil('Dan')
  expect((await send(school)).out).toContain('One pupil is in no registration group, and so in no part.')
})

it('sends nothing where there is nothing to show and that is wanted, and an empty report otherwise', async () => {
  const school = await reportingSchool('to: head@school.example\nperiod: yesterday\nonlyIfRows: true')
  expect((await send(school)).out).toContain('Nothing to show, and so nothing to send.')
  expect(await mails(school)).toEqual([])
  configure(school, 'to: head@school.example\nperiod: yesterday')
  await send(school)
  expect((await mails(school))[0]?.text).toContain('No pupil has an unexplained absence in this time.')
})

it('two houses of one name are two parts, each with its mail and its file', async () => {
  const school = await reportingSchool(
    'to: office@school.example\nsplitBy: house\nsubject: "{part}: {rows}"\nfolder: { path: reports, name: "{part}", format: csv }',
  )
  for (const forename of ['Ada', 'Ben']) {
    const house_id = await school.add('house', { name: 'Kestrel' })
    await school.with((db) => db.run(db.sql('pupil').where({ forename }).update({ house_id })))
  }
  await send(school)
  expect(await told(school)).toEqual([
    'office@school.example: Kestrel: 1',
    'office@school.example: Kestrel: 1',
  ])
  expect(filesIn(path.join(school.folder, 'reports'))).toEqual(['Kestrel (2).csv', 'Kestrel.csv'])
})

it('mails nobody who has left by now, also where it is as of a day before that', async () => {
  const school = await reportingSchool('to: [Deputy head, tutor]\nsplitBy: group\nsubject: "{part}"')
  await member(school, 'A', 'Deputy head', 'gone@school.example', { left_on: '2026-11-20' })
  await school.with((db) =>
    db.run(db.sql('staff').where({ staff_code: 'HIL' }).update({ left_on: '2026-11-20' })),
  )
  await send(school, '--for', '2026-11-16')
  expect(await told(school)).toEqual(['turing@school.example: 7B'])
})

it.each([
  ['turing', 'turing'],
  ['turing@school.example; hill@school.example', 'hill'],
])('an address that is none, %s, is counted and not told', async (email, person) => {
  const school = await reportingSchool('to: tutor\nsplitBy: group')
  await school.with((db) => db.run(db.sql('staff').where({ staff_code: 'TUR' }).update({ email })))
  await send(school)
  const [run] = await school.runs('absences')
  expect(run?.message).toContain('1 address in the staff table is none that can be mailed.')
  expect(run?.message).not.toContain(person)
  expect(run?.message).not.toContain('allowedDomains')
})
