import knex from 'knex'
import { describe, expect, test } from 'vitest'
import { TsqlLint } from './tsql/lint.ts'

const sql = knex({ client: 'better-sqlite3', useNullAsDefault: true })

/** What is said of a statement that is sent to an embedded database. */
function refusals(text: string, bindings: unknown[] = [], before: string[] = []): string[] {
  const lint = new TsqlLint()
  for (const made of before) lint.hear(made)
  const query = sql.raw(text, bindings as never)
  lint.hear(text, query)
  return lint.refused.map((words) => words.split('\n')[0]!)
}

describe('what SQLite takes and SQL Server does not is refused', () => {
  test.each<[words: RegExp, text: string, bindings?: unknown[]]>([
    [/1033/, 'select x.id from (select id from pupil order by id) as x'],
    [/1033/, 'select id from pupil where id in (select pupil_id from group_member order by id)'],
    [/8120/, 'select surname, count(*) as n from pupil group by forename'],
    [/8120/, 'select id, surname from pupil group by id'],
    [/8120/, 'select max(id) as id, surname from pupil'],
    [
      /8120/,
      'select p.surname, (select count(*) from mark as m where m.pupil_id = p.id) as n from pupil as p group by p.surname',
    ],
    [/8120/, 'select surname from pupil group by surname order by forename'],
    [/8120/, 'select coalesce(surname, ?) as s from pupil group by coalesce(surname, ?)', ['', '']],
    [/164/, "select count(*) as n from pupil group by 'a'"],
    [/8117/, 'select max(late) as late from register_code'],
    [/8117/, 'select sum(x.good) as n from (select positive as good from behaviour_ground) as x'],
    [/130/, 'select sum((select count(*) from mark as m where m.pupil_id = p.id)) as n from pupil as p'],
    [/130/, 'select max(count(*)) as n from pupil'],
    [/147/, 'select id from pupil where count(*) > 1'],
    [/145/, 'select distinct surname from pupil order by forename'],
    [/104/, 'select surname from pupil union all select surname from staff order by forename'],
    [/8155/, 'select count(*) as n from (select id, ? from pupil) as x', [1]],
    [
      /8156/,
      'select x.id from (select p.id, s.id from pupil as p inner join staff as s on s.id = p.id) as x',
    ],
    [/1012/, 'select p.id from pupil as p cross join staff as P'],
    [/209/, 'select surname from pupil cross join staff'],
    [/207/, 'select Surname from pupil'],
    [/544/, "insert into house (id, name) values (1, 'Red')"],
    [/8133/, 'select case when id = 1 then null end as x from pupil'],
    [/4108/, 'select id from pupil where row_number() over (order by id) = 1'],
    [/4112/, 'select row_number() over (partition by surname) as n from pupil'],
    [/4194/, 'select sum(id) over (order by id range between 1 preceding and current row) as n from pupil'],
    [/no condition/, 'select id from register_code where late'],
    [/found =/, 'select late = 1 from register_code'],
    [/found =/, 'select case when late = 1 then code = 1 end as x from register_code'],
    [/found ,/, 'select id from pupil where (id, surname) in (select id, surname from staff)'],
    [/IN mixes text and int/, 'select id from pupil where surname in (select id from staff)'],
    [
      /“=” mixes int and text/,
      'select r.id from behaviour_rule as r inner join incident as i on i.ground_id = r.criterion_value',
    ],
    [/“=” mixes int and said/, 'select id from pupil where id = ?', ['7']],
    [/“>=” mixes date and instant/, 'select i.id from incident as i where i.date >= i.recorded_at'],
    [/of a UNION mixes said and int/, "select 'all' as who union all select id as who from pupil"],
    [/CASE mixes said and int/, "select case when id = 1 then 'one' else id end as x from pupil"],
    [/coalesce\(\) mixes text and int/, 'select coalesce(surname, id) as x from pupil'],
    [/concat only/, "select surname + ', ' as x from pupil"],
    [/calculate with dates/, 'select date - date as x from mark'],
    [/moment as a text/, "select concat('at ', recorded_at) as x from incident"],
    [/CAST to/, 'select cast(id as varchar) as x from pupil'],
    [/nothing more/, 'select id from pupil offset 5 rows'],
    [/no sign/, 'select surname || forename as x from pupil'],
    [/trim\(\)/, 'select trim(surname) as x from pupil'],
    [/ltrim\(\) takes 1 to 1/, "select ltrim(surname, 'x') as x from pupil"],
    [/substring\(\) takes 3/, 'select substring(surname, 2) as x from pupil'],
    [/string_agg\(\)/, "select string_agg(surname, ', ') as x from pupil"],
    [/ifnull\(\)/, "select ifnull(upn, '') as x from pupil"],
    [/iif\(\)/, 'select iif(id, 1, 0) as x from pupil'],
    [/length\(\)/, 'select length(surname) as x from pupil'],
    [/greatest\(\)/, 'select greatest(1, 2) as x'],
    [/avg\(\)/, 'select avg(points) as x from behaviour_outcome'],
    [/string_split\(\)|found \(/, "select value from string_split('a,b', ',')"],
    [/filter/, 'select count(*) filter (where id = 1) as x from pupil'],
    [/nulls/, 'select id from pupil order by surname nulls last'],
    [/distinct/, 'select a.id from pupil as a inner join pupil as b on a.upn is distinct from b.upn'],
    [/limit/, 'select id from pupil limit 3'],
    [/in brackets/, 'select id as percent from pupil'],
    [/in brackets/, 'select id as plan from pupil'],
    [/nothing more/, 'delete from pupil where id = 1 returning id'],
    [/found from/, 'select from pupil'],
  ])('%s: %s', (words, text, bindings) => {
    expect(refusals(text, bindings)).toEqual([expect.stringMatching(words)])
  })

  test('more than 2,090 parameters', () => {
    const ids = Array.from({ length: 2100 }, (_, at) => at)
    const text = `select id from pupil where id in (${ids.map(() => '?').join(', ')})`
    expect(refusals(text, ids)).toEqual(['2100 parameters (8003)'])
  })

  test('in a staged table a column without a type', () => {
    const lint = new TsqlLint()
    lint.hear('CREATE TEMP TABLE staged_1 AS …', sql.raw('select id, null as detail from pupil'))
    expect(lint.refused).toEqual([expect.stringContaining('detail of a staged table has no type')])
  })
})

test('what both take is let through, and a staged table is known by what was staged', () => {
  const lint = new TsqlLint()
  lint.hear(
    'CREATE TEMP TABLE staged_1 AS …',
    sql.raw('select pupil_id, min(date) as first from mark where code = ? group by pupil_id', ['N']),
  )
  lint.hear('CREATE TEMP TABLE staged_2 ("n" INTEGER PRIMARY KEY, "pupil_id")')
  const query = (text: string, ...values: unknown[]) => lint.hear(text, sql.raw(text, values as never))
  query(
    'select p.surname, s.first from staged_1 as s inner join pupil as p on p.id = s.pupil_id where s.first >= ? order by p.surname, s.first desc',
    '2026-11-01',
  )
  query(
    'select x.n, count(*) as times from (select n from staged_2 where pupil_id is not null) as x group by x.n',
  )
  query('update pupil set upn = null where exists (select 1 from staged_2 as t where t.pupil_id = pupil.id)')
  query(
    'select sum(case when c.late = 1 then 1 else 0 end) as late from register_code as c having count(*) > 0',
  )
  expect(lint.refused).toEqual([])
  query('select m.id from mark as m inner join staged_1 as s on s.first = m.pupil_id')
  expect(lint.refused).toEqual([expect.stringMatching(/^“=” mixes date and int\n/)])
})

test('a second statement in a transaction waits for the answer to the first', async () => {
  const lint = new TsqlLint()
  const hear = lint.listener()
  const send = async (text: string) => hear(text, sql.raw(text))
  hear('BEGIN IMMEDIATE')
  await send('select id from pupil')
  await send('select id from staff')
  hear('COMMIT')
  await Promise.all([send('select name from house'), send('select id from house')])
  expect(lint.refused).toEqual([])
  hear('BEGIN DEFERRED')
  await Promise.all([send('select id from pupil'), send('select id from staff')])
  expect(lint.refused).toEqual([expect.stringMatching(/^two statements at once/)])
})
