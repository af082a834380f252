import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { folderContent, isFileName } from '../../src/folder/content.ts'
import { type claimByLink, writeWhole } from '../../src/outbox/whole-file.ts'
import { carryingSchool, itemsOf, keep, wholeTick } from '../outbox/carried.ts'
import { itemRow } from '../outbox/item-row.ts'
import type { TestSchool } from '../school.ts'

async function put(
  school: TestSchool,
  reference: string,
  bytes: Buffer,
  to: { path?: string; name?: string } = {},
) {
  const file = await keep(school, bytes).catch(async () => ({
    digest: (await import('../../src/outbox/file.ts')).digestOf(bytes),
    name: 'report.pdf',
    type: 'application/pdf',
  }))
  const folder = to.path ?? path.join(school.folder, 'reports', 'weekly')
  const content = folderContent({ path: folder, name: to.name ?? 'absences.pdf', file })
  await school.add(
    'auto_outbox',
    itemRow(reference, school.now, { kind: 'folder', recipient: folder, content }),
  )
  return folder
}

const REPORT = Buffer.from('%PDF the report')

describe('a file for a folder', () => {
  test('is written whole, to a folder that is made for it', async () => {
    const school = await carryingSchool()
    const folder = await put(school, 'f1', REPORT)
    const said = await wholeTick(school)
    expect(said).toMatchObject({ code: 0, out: 'files: 1 sent\n' })
    expect(readdirSync(folder)).toEqual(['absences.pdf'])
    expect(readFileSync(path.join(folder, 'absences.pdf'))).toEqual(REPORT)
    expect(await itemsOf(school)).toMatchObject([{ state: 'sent', provider_id: 'absences.pdf' }])
  })

  test('that is there already, the same to the byte, is left as it is and counts as written', async () => {
    const school = await carryingSchool()
    const folder = await put(school, 'f1', REPORT)
    mkdirSync(folder, { recursive: true })
    const there = path.join(folder, 'absences.pdf')
    writeFileSync(there, REPORT)
    utimesSync(there, 1000, 1000)
    await wholeTick(school)
    expect(readdirSync(folder)).toEqual(['absences.pdf'])
    expect(await itemsOf(school)).toMatchObject([{ state: 'sent', provider_id: 'absences.pdf' }])
  })

  test('gets a number where another has its name, and never replaces that', async () => {
    const school = await carryingSchool()
    const folder = await put(school, 'f1', REPORT)
    mkdirSync(folder, { recursive: true })
    const other = 'x'.repeat(REPORT.length)
    writeFileSync(path.join(folder, 'absences.pdf'), other)
    mkdirSync(path.join(folder, 'absences (2).pdf'))
    await wholeTick(school)
    expect(readFileSync(path.join(folder, 'absences.pdf'), 'utf8')).toBe(other)
    expect(readFileSync(path.join(folder, 'absences (3).pdf'))).toEqual(REPORT)
    expect(await itemsOf(school)).toMatchObject([{ state: 'sent', provider_id: 'absences (3).pdf' }])
  })

  test('that its process died over is written by the next one, once, whether it was there by then or not', async () => {
    const school = await carryingSchool()
    const left = { state: 'sending', token: 'dead', sending_at: '2026-11-23T11:00:00.000Z', tries: 1 }
    const folder = await put(school, 'f1', REPORT)
    await put(school, 'f2', Buffer.from('%PDF other'), { name: 'other.pdf' })
    mkdirSync(folder, { recursive: true })
    writeFileSync(path.join(folder, 'absences.pdf'), REPORT)
    await school.with((db) => db.run(db.sql('auto_outbox').update(left)))
    await wholeTick(school)
    expect((await itemsOf(school)).map(({ state }) => state)).toEqual(['queued', 'queued'])
    await wholeTick(school, '2026-11-23 12:05')
    expect((await itemsOf(school)).map(({ state }) => state)).toEqual(['sent', 'sent'])
    expect(readdirSync(folder).sort()).toEqual(['absences.pdf', 'other.pdf'])
  })

  test.each([
    '../absences.pdf',
    'a/b.pdf',
    'a\\b.pdf',
    'CON.pdf',
    '.hidden',
    'a:b',
    'x\0',
    '',
    'end.',
    'n'.repeat(201),
  ])('is refused under the name %j', async (name) => {
    const school = await carryingSchool()
    await put(school, 'f1', REPORT, { name })
    await wholeTick(school)
    expect(await itemsOf(school)).toMatchObject([
      { state: 'failed', reason: 'Its name cannot be that of a file on every system.' },
    ])
    expect(existsSync(path.join(school.folder, 'reports'))).toBe(false)
  })

  test('may be called anything that is a name everywhere', () => {
    const names = [
      'unexplained absences 16 Nov 2026.pdf',
      'Tŷ Gŵyr 7A.xlsx',
      'غياب.pdf',
      'a.b.c',
      "7A's (2).csv",
    ]
    expect(names.filter((name) => !isFileName(name))).toEqual([])
  })

  test('that cannot be written now is tried again, and holds up no other', async () => {
    const school = await carryingSchool()
    writeFileSync(path.join(school.folder, 'a-file'), '')
    await put(school, 'f1', REPORT, { path: path.join(school.folder, 'a-file') })
    await put(school, 'f2', REPORT)
    await put(school, 'f3', REPORT, { path: path.join(school.folder, 'a-file', 'below') })
    await wholeTick(school)
    expect(await itemsOf(school)).toMatchObject([
      {
        state: 'queued',
        reason: expect.stringMatching(/^The folder cannot be written: a part of the path is a file/),
      },
      { state: 'sent' },
      { state: 'queued', reason: expect.stringContaining('(ENOTDIR)') },
    ])
  })

  test.skipIf(process.getuid?.() === 0)('says that the account may not write there', async () => {
    const school = await carryingSchool()
    const closed = path.join(school.folder, 'closed')
    mkdirSync(closed)
    chmodSync(closed, 0o500)
    await put(school, 'f1', REPORT, { path: closed })
    await wholeTick(school)
    expect(await itemsOf(school)).toMatchObject([
      {
        state: 'queued',
        reason: expect.stringContaining('the account that runs pars-auto may not write there'),
      },
    ])
  })

  test('sweeps away what a process that died has left, a day later', async () => {
    const school = await carryingSchool()
    const folder = await put(school, 'f1', REPORT)
    mkdirSync(folder, { recursive: true })
    const draft = (digit: string) => `.pars-auto-${digit.repeat(8)}-aaaa-aaaa-aaaa-aaaaaaaaaaaa.part`
    for (const name of [draft('1'), draft('2'), 'mine.part'])
      writeFileSync(path.join(folder, name), '%PDF half')
    for (const name of [draft('1'), 'mine.part']) utimesSync(path.join(folder, name), 1000, 1000)
    await wholeTick(school)
    expect(readdirSync(folder).sort()).toEqual([draft('2'), 'absences.pdf', 'mine.part'])
  })
})

describe('where a file system has no links', () => {
  const noLinks = async () => {
    throw Object.assign(new Error('no links'), { code: 'EPERM' })
  }

  test('a file is whole all the same, and replaces no other', async () => {
    const school = await carryingSchool()
    const file = path.join(school.folder, 'share', 'a.pdf')
    expect(await writeWhole(file, 'one', { claim: noLinks as typeof claimByLink })).toBe(true)
    expect(await writeWhole(file, 'two', { claim: noLinks as typeof claimByLink })).toBe(false)
    expect(readFileSync(file, 'utf8')).toBe('one')
    expect(readdirSync(path.dirname(file))).toEqual(['a.pdf'])
  })
})

test('a folder that stays out of reach for an hour is told, once, and that it is over', async () => {
  const school = await carryingSchool()
  const blocked = path.join(school.folder, 'share')
  writeFileSync(blocked, 'a file in the way')
  await put(school, 'f1', REPORT, { path: blocked })
  await put(school, 'f2', Buffer.from('%PDF other'), { path: blocked, name: 'other.pdf' })
  const said = []
  for (const time of ['12:00', '12:01', '12:03', '12:08', '12:23', '12:53', '13:53', '14:53'])
    said.push((await wholeTick(school, `2026-11-23 ${time}`)).out)
  expect(said).toEqual([
    ...Array(5).fill(''),
    '! 2 files could not be sent in 6 tries or more: The folder cannot be written: a part of the path is a file (EEXIST). They are tried again by themselves. See: pars-auto outbox list --kind folder\n',
    ...['', ''],
  ])
  rmSync(blocked)
  const { out } = await wholeTick(school, '2026-11-23 15:53')
  expect(out).toMatch(/^files: 2 sent\nOver: 2 files could not be sent/)
})
