import { describe, expect, test } from 'vitest'
import { readyContent } from '../../src/mail/message.ts'
import { Shelf } from '../../src/outbox/files.ts'
import { mailServer } from '../mail/server.ts'
import type { TestSchool } from '../school.ts'
import { carryingSchool, itemsOf, keep, wholeTick } from './carried.ts'
import { itemRow } from './item-row.ts'

const smtp = (port: number) => `mail:
  from: Test School <office@school.example>
  smtp: { host: 127.0.0.1, port: ${port}, security: none }`

const mail = (school: TestSchool, reference: string, attachments: object[]) =>
  itemRow(reference, school.now, {
    kind: 'mail',
    recipient: 'ada@school.example',
    content: readyContent({ subject: 'Report', text: 'Here.\n', attachments: attachments as never }),
  })

describe('the files of items', () => {
  test('go with every item that carries them', async () => {
    const server = await mailServer()
    const school = await carryingSchool(smtp(server.port))
    const file = await keep(school, Buffer.from('%PDF one'))
    for (const reference of ['r1', 'r2', 'r3'])
      await school.add('auto_outbox', mail(school, reference, [file]))
    await wholeTick(school)
    expect(server.arrived.map(({ mail: { attachments } }) => String(attachments[0]?.content))).toEqual(
      Array(3).fill('%PDF one'),
    )
  })

  test.each([
    ['gone', 'is gone', { content: null }],
    ['damaged', 'is damaged', { content: Buffer.from('%PDF two').toString('base64') }],
  ])('without one that is %s nothing is sent, and it says so', async (_how, words, { content }) => {
    const server = await mailServer()
    const school = await carryingSchool(smtp(server.port))
    const file = await keep(school, Buffer.from('%PDF one'))
    const whole = await keep(school, Buffer.from('%PDF three'))
    await school.add('auto_outbox', mail(school, 'r1', [whole, file]))
    await school.add('auto_outbox', mail(school, 'r2', [whole]))
    const row = (sql: Parameters<Parameters<TestSchool['with']>[0]>[0]['sql']) =>
      sql('auto_outbox_file').where({ digest: file.digest })
    await school.with((db) => db.run(content ? row(db.sql).update({ content }) : row(db.sql).delete()))
    await wholeTick(school)
    expect(await itemsOf(school)).toMatchObject([
      { reference: 'r1', state: 'failed', reason: expect.stringContaining(words), tries: 0 },
      { reference: 'r2', state: 'sent' },
    ])
    expect(server.arrived).toHaveLength(1)
  })

  test('are in memory once, however many items carry them, and no longer than they are needed', async () => {
    const school = await carryingSchool()
    const [one, other] = [
      await keep(school, Buffer.alloc(1000, 1)),
      await keep(school, Buffer.alloc(1000, 2)),
    ]
    await school.with(async (db) => {
      const shelf = new Shelf()
      const first = await shelf.load(db, [one.digest])
      const next = await shelf.load(db, [one.digest, other.digest])
      expect(next.get(one.digest)).toBe(first.get(one.digest))
      await shelf.load(db, [other.digest])
      const later = await shelf.load(db, [one.digest])
      expect(later.get(one.digest)).not.toBe(first.get(one.digest))
      expect(later.get(one.digest)).toEqual(first.get(one.digest))
    })
  })

  test('two hundred mails with the same large file read it from the database once', async () => {
    const server = await mailServer()
    const school = await carryingSchool(smtp(server.port))
    const file = await keep(school, Buffer.alloc(300_000, 7))
    for (let n = 0; n < 200; n++) await school.add('auto_outbox', mail(school, `r${n}`, [file]))
    let reads = 0
    school.world.onStatement = (sql) => {
      if (/^select .*[`[]content[`\]] from \S*auto_outbox_file/.test(sql)) reads += 1
    }
    await wholeTick(school)
    expect(server.arrived).toHaveLength(200)
    expect(reads).toBe(1)
  }, 300_000)

  test('are removed when their time is over, but for those that an unfinished item needs', async () => {
    const school = await carryingSchool()
    const [done, waits, doubtful, fallback, young] = await Promise.all(
      ['done', 'waits', 'doubtful', 'fallback', 'young'].map((name) => keep(school, Buffer.from(name))),
    )
    const old = [done!, waits!, doubtful!, fallback!].map(({ digest }) => digest)
    await school.with((db) =>
      db.run(
        db.sql('auto_outbox_file').whereIn('digest', old).update({ kept_until: '2026-11-01T00:00:00.000Z' }),
      ),
    )
    const folder = { kind: 'folder', recipient: school.folder }
    const content = (file: object) => JSON.stringify({ path: school.folder, name: 'a.pdf', file })
    const add = (reference: string, row: object) =>
      school.add('auto_outbox', itemRow(reference, school.now, { ...folder, ...row }))
    await add('r1', { content: content(young!) })
    await add('r2', { content: content(waits!), due_at: '2026-12-01T00:00:00.000Z' })
    await add('r3', { content: content(doubtful!), state: 'unknown' })
    await add('r4', {
      ...{ kind: 'print', due_at: '2026-12-01T00:00:00.000Z' },
      content: JSON.stringify({ file: young, fallback: { mail: { attachments: [fallback] } } }),
    })
    await add('r5', { content: content(done!), state: 'sent' })
    await wholeTick(school)
    const left = await school.rows<{ digest: string }>('auto_outbox_file')
    expect(left.map(({ digest }) => digest).sort()).toEqual(
      [waits!, doubtful!, fallback!, young!].map(({ digest }) => digest).sort(),
    )
  })
  test('are removed as well where nothing is ever sent again, but not while a caution stands', async () => {
    const school = await carryingSchool()
    await keep(school, Buffer.from('old'))
    await school.with((db) =>
      db.run(db.sql('auto_outbox_file').update({ kept_until: '2026-11-01T00:00:00.000Z' })),
    )
    await school.add('auto_caution', {
      ...{ reason: 'older-database', host: '', detail: 'The database is older than it was.' },
      since: '2026-11-23T11:00:00.000Z',
    })
    await school.tick('2026-11-24 01:00')
    expect(await school.rows('auto_outbox_file')).toHaveLength(1)
    await school.with((db) => db.run(db.sql('auto_caution').delete()))
    await school.tick('2026-11-25 01:00')
    expect(await school.rows('auto_outbox_file')).toEqual([])
    expect((await school.runs('refresh-all-years')).length).toBeGreaterThan(0)
  })
})
