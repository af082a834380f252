import { expect, test } from 'vitest'
import { changingWord } from '../../src/db/mssql/only-reads.ts'

test.each([
  "select p.surname from pupil p where p.forename <> 'it''s \"update\" time' -- delete from pupil",
  '/* insert: a comment */ with x as (select 1 as [set]) select [set] from x order by 1',
  'select "delete" from pupil where [drop table] = 1 /* and so on',
  'select case when count(*) > 1 then 1 else 0 end as more, max(updated_on) as at from pupil with (nolock)',
])('only reads: %s', (sql) => {
  expect(changingWord(sql)).toBeUndefined()
})

test.each([
  ['delete', 'select 1 delete from pupil'],
  ['COMMIT', 'select 1\nCOMMIT\ndelete from pupil'],
  ['into', 'select * into copies from pupil'],
  ['exec', "select 1 exec('delete from pupil')"],
  ['openrowset', "select * from openrowset('SQLNCLI', 'x', 'delete from pupil')"],
  // A bracket inside of a quoted name is written twice: what comes after it is no text.
  ['delete', "select 1 as [a]]'] delete from pupil --'"],
  ['delete', 'select 1 -- a carriage return ends a comment\rdelete from pupil'],
  ['set', "select '' /* a '*/ set xact_abort off --'"],
])('%s is found in: %s', (word, sql) => {
  expect(changingWord(sql)).toBe(word)
})
