import { expect, test } from 'vitest'
import { expressions } from '../../src/db/expression.ts'
import { TestSchool } from '../school.ts'

async function selected(of: (say: ReturnType<typeof expressions>) => unknown) {
  const school = await TestSchool.open('  refresh-all-years:')
  await school.add('incident', {
    pupil_id: 7,
    date: '2026-11-23',
    ground_id: 1,
    outcome_id: 1,
    recorded_at: '2026-11-23T12:00:00.000Z',
  })
  return school.with(async (db) => {
    const row = await db.first(
      db.sql('incident as i').select({ said: of(expressions(db.sql, db.dialect)) as never }),
    )
    return row?.said
  })
}

test('a text has the values of columns in it, numbers too', async () => {
  expect(await selected(({ text }) => text`On ${'i.date'}: ${'i.pupil_id'}?`)).toBe('On 2026-11-23: 7?')
})

test('a text without a column is itself, and one of a column alone is the column as text', async () => {
  expect(await selected(({ text }) => text`it's`)).toBe("it's")
  expect(await selected(({ text }) => text`${'i.pupil_id'}`)).toBe('7')
})

test('of a column without a value nothing is written', async () => {
  expect(await selected(({ text }) => text`<${'i.comment'}>`)).toBe('<>')
})

test('the first column that has a value counts', async () => {
  expect(await selected(({ firstOf }) => firstOf('i.changed_at', 'i.recorded_at'))).toBe(
    '2026-11-23T12:00:00.000Z',
  )
})

test('two texts are the same where they are written alike, capitals too', async () => {
  const school = await TestSchool.open('  refresh-all-years:')
  await school.add('staff', { staff_code: 'ABC', surname: 'Kim', forename: 'kim' })
  await school.add('staff', { staff_code: 'DEF', surname: 'Kim', forename: 'Kim' })
  const found = await school.with((db) =>
    db.all(
      db
        .sql('staff as s')
        .where(expressions(db.sql, db.dialect).same('s.surname', 's.forename'))
        .select('s.staff_code'),
    ),
  )
  expect(found).toEqual([{ staff_code: 'DEF' }])
})

test('two texts differ as soon as they are not written alike', async () => {
  const school = await TestSchool.open('  refresh-all-years:')
  await school.add('staff', { staff_code: 'ABC', surname: 'Łaska', forename: 'łaska' })
  await school.add('staff', { staff_code: 'DEF', surname: 'Kim', forename: 'Kim' })
  const found = await school.with((db) =>
    db.all(
      db
        .sql('staff as s')
        .where(expressions(db.sql, db.dialect).differ('s.surname', 's.forename'))
        .select('s.staff_code'),
    ),
  )
  expect(found).toEqual([{ staff_code: 'ABC' }])
})
