import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { own } from '../../../src/db/migrations/index.ts'
import { channels } from '../../../src/outbox/channels.ts'
import type { Item } from '../../../src/outbox/item.ts'
import { readPrintContent } from '../../../src/print/content.ts'
import type { School } from '../../../src/runner/school.ts'
import { SERVER } from '../../database.ts'
import type { TestSchool } from '../../school.ts'
import { filesIn, mails, reportingSchool } from './school.ts'

const send = (school: TestSchool) => school.run('report', 'send', 'absences')
const names = async (school: TestSchool) =>
  (await mails(school)).map(({ attachments }) =>
    attachments.flatMap(({ filename, related }) => (related ? [] : filename)),
  )

it('attaches files that say what they are, to each of those who are mailed, and keeps each once', async () => {
  const school = await reportingSchool('to: [a@school.example, b@school.example]\nattach: [csv, html]')
  await send(school)
  const both = [
    'Unexplained absences 2026-11-16 to 2026-11-22.csv',
    'Unexplained absences 2026-11-16 to 2026-11-22.html',
  ]
  expect(await names(school)).toEqual([both, both])
  const kept = await school.rows<{ bytes: number }>(own('outbox_file'))
  const carried = (await school.rows<Item>(own('outbox'))).map(
    ({ content }) => JSON.parse(content).attachments,
  )
  expect(carried[0]).toEqual(carried[1])
  expect(kept).toHaveLength(carried[0].length)
})

it('an attachment that would make the mail too large stays out: the mail says where it is, the run is partial', async ({
  skip,
}) => {
  skip(SERVER !== undefined, 'only of an embedded database: no column of a server takes such a name')
  const rest = '  maxSize: 100KB\n'
  const school = await reportingSchool(
    'to: a@school.example\nattach: [csv, html]\nfolder: { path: reports, format: html }',
    { rest: '' },
  )
  const yaml = readFileSync(school.file, 'utf8').replace('  folder: mails\n', `  folder: mails\n${rest}`)
  const { writeFileSync } = await import('node:fs')
  writeFileSync(school.file, yaml)
  await school.with((db) => db.run(db.sql('pupil').update({ surname: 'S'.repeat(40_000) })))
  const { out } = await send(school)
  expect(out).toContain('The html file has')
  const [mail] = await mails(school)
  expect(mail?.text).toContain('is not attached')
  expect(mail?.text?.replace(/\s+/g, ' ')).toContain(path.join(school.folder, 'reports'))
  expect((await school.runs('absences'))[0]).toMatchObject({ state: 'partial' })
})

it('writes files to a folder, named as the config says, a part each', async () => {
  const school = await reportingSchool(
    "splitBy: group\nonlyIfRows: true\nfolder: { path: out/lists, name: 'Form {part}: {from}', format: [csv, html] }",
  )
  await send(school)
  const folder = path.join(school.folder, 'out/lists')
  expect(filesIn(folder)).toEqual([
    'Form 7A- 2026-11-16.csv',
    'Form 7A- 2026-11-16.html',
    'Form 7B- 2026-11-16.csv',
    'Form 7B- 2026-11-16.html',
  ])
  expect(readFileSync(path.join(folder, 'Form 7A- 2026-11-16.csv'), 'utf8')).toContain('Ada')
})

it('parts whose names a file system takes for one are written to two files', async () => {
  const school = await reportingSchool('splitBy: group\nonlyIfRows: true\nfolder: { path: out, format: csv }')
  await school.with(async (db) => {
    await db.run(db.sql('registration_group').where({ name: '7A' }).update({ name: '7/a' }))
    await db.run(db.sql('registration_group').where({ name: '7B' }).update({ name: '7:A' }))
  })
  await send(school)
  // The first of the two keeps its name: which that is, the database's alphabet says.
  expect(filesIn(path.join(school.folder, 'out'))).toEqual(
    SERVER
      ? [
          'unexplained-absences 7-A 2026-11-16 2026-11-22.csv',
          'unexplained-absences 7-a 2026-11-16 2026-11-22 (2).csv',
        ]
      : [
          'unexplained-absences 7-A 2026-11-16 2026-11-22 (2).csv',
          'unexplained-absences 7-a 2026-11-16 2026-11-22.csv',
        ],
  )
})

it('is put on its way to the printer with the mail that goes in its place, until the end of the day', async () => {
  const school = await reportingSchool('print: { copies: 2, sides: long-edge }', {
    rest: 'print: { printer: Office, fallback: office@school.example }\n',
  })
  school.world = { channels: {} }
  await send(school)
  const [item] = await school.rows<Item>(own('outbox'))
  expect(item).toMatchObject({
    ...{ kind: 'print', recipient: 'Office', title: 'Unexplained absences' },
    not_after: '2026-11-23T23:59:59.999Z',
  })
  const { file, fallback, ...how } = readPrintContent(item!.content)!
  expect(how).toEqual({ printer: 'Office', copies: 2, sides: 'long-edge' })
  expect(file).toMatchObject({
    ...{ name: 'Unexplained absences 2026-11-16 to 2026-11-22.pdf', type: 'application/pdf' },
  })
  expect(fallback).toMatchObject({
    to: 'office@school.example',
    mail: {
      subject: 'Not printed: Unexplained absences, Monday 16 to Sunday 22 November 2026',
      attachments: [file],
    },
  })
  expect(fallback?.mail.text).toContain('on Office')
})

it('what is to be printed shortly before midnight has an hour for that, and needs no section print', async () => {
  const school = await reportingSchool('print: { printer: Office }', { now: '2026-11-23 23:50' })
  expect(channels.print?.({ config: { print: undefined } } as School)).toBeDefined()
  school.world = { channels: {} }
  expect((await send(school)).code).toBe(0)
  const [item] = await school.rows<Item>(own('outbox'))
  expect(item?.not_after).toBe('2026-11-24T00:50:00.000Z')
})

it('fills in the subject', async () => {
  const school = await reportingSchool(
    "to: tutor\nsplitBy: group\nonlyIfRows: true\nsubject: '{school}: {title} of {part} ({rows}), {period}'",
  )
  await send(school)
  expect((await mails(school))[0]?.subject).toBe(
    'Test School: Unexplained absences of 7A (1), Monday 16 to Sunday 22 November 2026',
  )
})

it('says nothing of a person in the outbox, but in the content and the address', async () => {
  const school = await reportingSchool(
    'to: tutor\nsplitBy: group\nattach: csv\nfolder: { path: out, format: csv }',
  )
  await send(school)
  const items = await school.rows<Item>(own('outbox'))
  const plain = items.map(({ title, reference, reason }) => [title, reference, reason].join(' '))
  expect(plain.join(' ')).not.toMatch(/Ada|Ben|hill|turing/i)
  expect((await school.runs('absences'))[0]?.message).not.toMatch(/Ada|Ben|hill@|turing@/i)
})
