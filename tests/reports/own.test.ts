import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { own } from '../../src/db/migrations/index.ts'
import { ownNames } from '../../src/reports/own/files.ts'
import { shipped } from '../../src/shipped.ts'
import { isSqlServer, SERVER } from '../database.ts'
import { TestSchool } from '../school.ts'

const BIRTHDAYS = `/*
title: Birthdays
period: this-week
parameters:
  initial: { type: text, about: First letter of the surname, default: T }
columns:
  forename: Forename
  born: { title: Born, type: date }
pupil: id
rowName: [pupil, pupils]
empty: Nobody has a birthday.
*/
select p.id, p.forename, p.date_of_birth as born
from pupil p
where p.surname like @initial || '%'      -- "from" in a comment: @nothing
  and p.forename <> 'it''s @not a parameter'
  and @from <= @to and @day >= @from
order by p.forename;
`

const MAIL = 'mail:\n  from: office@riverside.example\n  folder: mail'

async function withReport(text: string, name = 'birthdays.sql', settings = ''): Promise<TestSchool> {
  const school = await TestSchool.open(
    `  birthdays:\n    job: report\n    report: ${name}\n    to: head@riverside.example\n${settings}`,
    { rest: MAIL },
  )
  mkdirSync(path.dirname(path.join(school.folder, name)), { recursive: true })
  writeFileSync(path.join(school.folder, name), inWordsOf(school, text))
  return school
}

/** A server adds texts up with +, and has its tables in a schema. */
const inWordsOf = ({ database }: TestSchool, text: string): string =>
  SERVER
    ? text
        .replaceAll('||', '+')
        .replace(
          /\b(from|into) (pupils?)\b/g,
          (_, word, table) => `${word} ${database.named('pupil').replace('[pupil]', `[${table}]`)}`,
        )
    : text

/** What a server that is not SQL Server says is its own affair. */
const SAID = {
  syntax: SERVER ? /syntax/i : /syntax error/,
  column: SERVER ? /Invalid column name 'surnme'|p\.surnme does not exist/ : /no such column: p\.surnme/,
  table: SERVER
    ? /Invalid object name '.*pupils'|relation ".*pupils" does not exist/
    : /no such table: pupils/,
}

const csv = async (school: TestSchool, ...flags: string[]) => {
  const { code, out, err } = await school.run('report', 'run', 'birthdays.sql', '--format', 'csv', ...flags)
  return { code, err, lines: out.replace('\uFEFF', '').trim().split('\r\n') }
}

describe('a report of the school’s own', () => {
  test('shows what its statement gives, in the columns that its header names', async () => {
    const school = await withReport(BIRTHDAYS)
    await school.pupil('Ada')
    await school.pupil('Ben')
    expect(await csv(school)).toEqual({
      ...{ code: 0, err: '' },
      lines: ['Forename,Born', 'Ada,2012-05-01', 'Ben,2012-05-01'],
    })
  })

  test('says what its header says when there is nothing', async () => {
    const school = await withReport(BIRTHDAYS)
    expect((await school.run('report', 'run', 'birthdays.sql')).out).toContain('Nobody has a birthday.')
  })

  test('goes out by mail like any other', async () => {
    const school = await withReport(BIRTHDAYS)
    await school.pupil('Ada')
    expect((await school.run('report', '--id', 'birthdays')).code).toBe(0)
    const [item] = await school.rows<{ content: string }>(own('outbox'))
    expect(item?.content).toContain('Ada')
  })

  test('is found beside the config and in the folder reports', async () => {
    const school = await withReport(BIRTHDAYS)
    mkdirSync(path.join(school.folder, 'reports'))
    writeFileSync(path.join(school.folder, 'reports', 'leavers.sql'), BIRTHDAYS)
    expect(ownNames(school.file)).toEqual(['birthdays.sql', 'reports/leavers.sql'])
  })

  test('that is not there is named, with the nearest that is', async () => {
    const school = await withReport(BIRTHDAYS)
    const { code, err } = await school.run('report', 'run', 'birthday.sql')
    expect(code).toBe(2)
    expect(err).toContain("did you mean 'birthdays.sql'?")
  })
})

describe('its statement', () => {
  test('has parameters bound: nothing in a value is taken for SQL', async () => {
    const school = await withReport(BIRTHDAYS.replace('default: T', `default: "T%' or '1'='1' --"`))
    await school.pupil('Ada')
    expect((await csv(school)).lines).toEqual(['Forename,Born'])
  })

  test.each([
    ['deletes', 'delete from pupil', 'a report is a SELECT, and this begins with'],
    ['deletes behind a WITH', 'with x as (select 1) delete from pupil', 'a report only reads'],
    ...(SERVER
      ? [
          [
            'deletes behind a SELECT',
            'select id from pupil delete from pupil commit',
            "'delete' begins something",
          ],
          [
            'asks twice',
            "select id, forename, '' as born from pupil select 1 as id",
            'There is a second statement',
          ],
        ]
      : []),
    [
      'deletes and returns rows',
      "with x as (select 1) delete from pupil returning id, forename, '' as born",
      SERVER ? "'delete' begins something else than a SELECT" : 'readonly database',
    ],
    ['switches its protection off', 'pragma query_only = off', 'a report is a SELECT'],
    [
      'is two',
      'select id, forename, date_of_birth as born from pupil; delete from pupil',
      'second statement',
    ],
  ])('that %s is refused, and nothing changes', async (_what, sql, words) => {
    const school = await withReport(BIRTHDAYS.replace(/\*\/[\s\S]*$/, `*/\n${sql}\n`))
    await school.pupil('Ada')
    const { code, err } = await csv(school)
    expect(code).not.toBe(0)
    expect(err).toContain(words)
    expect(await school.rows('pupil')).toHaveLength(1)
  })

  test('in the folder is found also without folder and ending', async () => {
    const school = await withReport(BIRTHDAYS, 'reports/born.sql')
    for (const name of ['born', 'Born.sql']) {
      const { code, err } = await school.run('report', 'run', name)
      expect(code).toBe(2)
      expect(err.toLowerCase()).toContain('did you mean')
      expect(err).toContain('reports/born.sql')
    }
  })

  test.each([
    ['a parameter that nobody declared', '@to', '@tooo', 'birthdays.sql:17:', /there is no parameter/],
    ['a word that is no SQL', 'order by', 'ordr by', 'birthdays.sql:18:', SAID.syntax],
    ['a column that is not there', 'p.surname', 'p.surnme', 'birthdays.sql:15:', SAID.column],
    ['a table that is not there', 'from pupil p', 'from pupils p', 'birthdays.sql:14:', SAID.table],
  ])('with %s is refused with the line', async (_what, before, after, place, words) => {
    const school = await withReport(BIRTHDAYS.replace(before, after))
    const { code, err } = await csv(school)
    expect(code).not.toBe(0)
    expect(err).toMatch(words)
    if (!SERVER || (await isSqlServer())) expect(err).toContain(place)
  })

  test('that does not give a column of the header is refused, also when it gives no rows', async () => {
    const school = await withReport(BIRTHDAYS.replace('as born', 'as date'))
    const { err } = await csv(school)
    expect(err).toMatch(/^birthdays\.sql:8:3: error: the header names 'born', which the SELECT does not give/)
    expect(err).toContain('it gives id, forename, date;')
  })

  test('whose column has a type that is none says which there are', async () => {
    const school = await withReport(BIRTHDAYS.replace('type: date', 'type: datum'))
    expect((await csv(school)).err).toContain(
      "birthdays.sql:8:30: error: 'type' must be text, number, date, instant or time, not 'datum'",
    )
  })

  /** One row with `born`, which the header calls a date, or what else is said. */
  const giving = (value: string, type = 'date') =>
    BIRTHDAYS.replace('type: date', `type: ${type}${type === 'number' ? ', total: true' : ''}`).replace(
      /\*\/[\s\S]*$/,
      `*/\nselect 1 as id, 'Ada' as forename, ${value} as born\n`,
    )

  test.each([
    ['a date that is none', "'soon'", 'date', 'soon', 'soon'],
    ['a moment that is none', "'=1+1'", 'instant', "'=1+1", '=1+1'],
    ['a number that is none', "'many'", 'number', 'many', 'All: 1 pupil     0'],
    [
      'a number longer than a float',
      'cast(9007199254740993 as bigint)',
      'number',
      '9007199254740993',
      '9007199254740993',
    ],
  ])('shows %s as it is', async (_what, value, type, inCsv, inText) => {
    const school = await withReport(giving(value, type))
    expect((await csv(school)).lines).toEqual(['Forename,Born', `Ada,${inCsv}`])
    expect((await school.run('report', 'run', 'birthdays.sql')).out).toContain(inText)
  })

  test('that gives bytes is refused, with the column', async () => {
    const { code, err } = await csv(await withReport(giving(SERVER ? '0x00ff' : "x'00ff'", 'text')))
    expect(code).toBe(1)
    expect(err).toContain('the column born holds bytes')
  })

  test('is ended when its time is over', async ({ skip }) => {
    skip(SERVER !== undefined && !(await isSqlServer()), 'only of SQL Server: this server breaks nothing off')
    const endless = SERVER
      ? 'select count(*) as forename, 1 as born, 1 as id from sys.all_columns a cross join sys.all_columns b cross join sys.all_columns c'
      : 'with recursive n(x) as (select 1 union all select x + 1 from n) select count(*) as forename, 1 as born, 1 as id from n'
    const school = await withReport(
      BIRTHDAYS.replace('title: Birthdays', 'title: Birthdays\ntimeLimit: 1').replace(
        /\*\/[\s\S]*$/,
        `*/\n${endless}\n`,
      ),
    )
    const { code, err } = await csv(school)
    expect(code).toBe(1)
    expect(err).toContain('took longer than its time limit of 1 s')
  })
})

test('the process that asks a statement ends at the time limit also when nobody is left to end it', async () => {
  const sql = 'with recursive n(x) as (select 1 union all select x + 1 from n) select count(*) as x from n'
  const child = spawn(process.execPath, [shipped('bin/read-only.js')], {
    stdio: ['pipe', 'ignore', 'inherit'],
  })
  child.stdin!.end(JSON.stringify({ file: ':memory:', sql, values: {}, within: 200 }))
  expect(await once(child, 'exit')).toEqual([null, 'SIGKILL'])
})

describe('its header', () => {
  test.each([
    ['is missing', 'select 1', 'birthdays.sql: error: the file does not begin with a comment'],
    ['has no columns', BIRTHDAYS.replace(/columns:[\s\S]*?pupil/, 'pupil'), "'columns' is missing"],
    ['has a key that there is not', BIRTHDAYS.replace('empty:', 'emty:'), "did you mean 'empty'?"],
    ['has a period that there is not', BIRTHDAYS.replace('this-week', 'this-weak'), 'birthdays.sql:3:9'],
    ['has a type that there is not', BIRTHDAYS.replace('type: date', 'type: day'), 'birthdays.sql:8:'],
    ['is no YAML', BIRTHDAYS.replace('title: Birthdays', 'title: "Birthdays'), 'birthdays.sql:2:'],
    [
      'calls a parameter as one that each has',
      BIRTHDAYS.replaceAll('initial', 'from'),
      'every report has @from',
    ],
    [
      'groups by a column that there is not',
      BIRTHDAYS.replace('empty:', 'sections: [year]\nempty:'),
      "there is no column 'year'",
    ],
  ])('that %s is refused, in words and with the line', async (_what, text, words) => {
    const { code, err } = await csv(await withReport(text))
    expect(code).toBe(3)
    expect(err).toContain(words)
  })
})
