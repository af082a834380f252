import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkLetter } from '../../src/demo/upn.ts'
import { type MadeSchool, makeSchool, NOW, onRoll } from './made-school.ts'
import { expectNoOrphans } from './orphans.ts'

const TODAY = '2026-11-23'

let school: MadeSchool
beforeAll(async () => {
  school = await makeSchool({ pupils: 1200, seed: 1 })
}, 120_000)
afterAll(() => school.remove())

test('no reference leads into nothing', () => expectNoOrphans(school))

test('identity columns count from 1 without gaps', async () => {
  for (const table of ['pupil', 'mark', 'lesson', 'incident', 'group_member']) {
    expect(await school.one(`SELECT max(id) - count(*) FROM ${table}`), table).toBe(0)
  }
})

test('the indexes of the contract are all there', async () => {
  const names = await school.all(`SELECT name FROM sqlite_schema WHERE tbl_name = 'mark' AND type = 'index'`)
  expect(names.map(({ name }) => name)).toEqual(expect.arrayContaining(['mark_date', 'mark_pupil_id_date']))
})

describe('pupils', () => {
  test('number exactly as many on roll as asked for', async () => {
    expect(await school.one(`SELECT count(*) FROM (${onRoll(TODAY)})`)).toBe(1200)
  })

  test('have pupil numbers with the right check letter, none twice', async () => {
    const numbers = (await school.all('SELECT upn FROM pupil WHERE upn IS NOT NULL')).map(({ upn }) => upn!)
    expect(numbers.length).toBeGreaterThan(1200)
    expect(new Set(numbers).size).toBe(numbers.length)
    for (const upn of numbers) {
      expect(upn).toMatch(/^[A-HJ-NP-RT-Z]999\d{8}[\dA-HJ-NP-RT-Z]$/)
      expect(upn[0], upn).toBe(checkLetter(upn.slice(1)))
    }
    expect(numbers.some((upn) => /[A-Z]$/.test(upn))).toBe(true)
  })

  test('on roll are of the age of their year group, and in a tutor group of it', async () => {
    const wrong = await school.all(
      `SELECT pupil.id FROM pupil JOIN year_group ON year_group.id = pupil.year_group_id
      LEFT JOIN registration_group g ON g.id = registration_group_id
      WHERE pupil.id IN (${onRoll(TODAY)}) AND (
        date_of_birth NOT BETWEEN (2026 - 5 - national_curriculum_year) || '-09-01'
          AND (2026 - 4 - national_curriculum_year) || '-08-31'
        OR g.year_group_id IS NOT year_group.id)`,
    )
    expect(wrong).toEqual([])
  })

  test('come and go in every way that a register has to cope with', async () => {
    const someone = async (condition: string) =>
      expect(
        await school.one(`SELECT count(*) FROM school_history h WHERE ${condition}`),
        condition,
      ).toBeGreaterThan(0)
    await someone(`end_date = '${TODAY}' AND enrolment_status = 'single'`)
    await someone(`end_date = '2026-11-22'`)
    await someone(`start_date = '2026-11-24' AND enrolment_status = 'single'`)
    await someone(`start_date = '2027-09-01' AND enrolment_status = 'applicant'`)
    await someone(`end_date = '2026-07-21'`)
    await someone(`end_date > '2026-09-01' AND end_date < '${TODAY}'`)
    await someone(`end_date < '2025-11-23'`)
    await someone(`start_date > '2026-09-01' AND start_date <= '${TODAY}' AND enrolment_status = 'single'`)
    for (const status of ['guest', 'main', 'subsidiary']) await someone(`enrolment_status = '${status}'`)
    await someone(`end_date IS NOT NULL AND EXISTS (SELECT 1 FROM school_history later
      WHERE later.pupil_id = h.pupil_id AND later.start_date > h.end_date)`)
  })

  test('have names that lists, texts and files have to cope with', async () => {
    const names = await school.all('SELECT forename, surname FROM pupil')
    const written = names.map(({ forename, surname }) => `${forename} ${surname}`)
    for (const pattern of [/'/, /’/, /-/, /ŵ/, /ŷ/, /ł/i, /ę|ą/, /^Abd al-Rahman al-Khwārizmī$/, /ễ/]) {
      expect(
        written.some((name) => pattern.test(name)),
        String(pattern),
      ).toBe(true)
    }
    expect(Math.max(...written.map((name) => name.length))).toBeGreaterThan(60)
  })
})

describe('contacts', () => {
  test('are one to three a pupil, called in an order without gaps', async () => {
    const counts = await school.all(
      'SELECT count(*) AS many, max(priority) AS last, count(DISTINCT priority) AS different FROM pupil_contact GROUP BY pupil_id',
    )
    expect(counts).toHaveLength(school.summary.tables.pupil)
    for (const { many, last, different } of counts) expect([last, different]).toEqual([many, many])
    expect(new Set(counts.map(({ many }) => many))).toEqual(new Set([1, 2, 3]))
  })

  test('are shared by siblings', async () => {
    const shared = 'SELECT contact_id FROM pupil_contact GROUP BY contact_id HAVING count(*) > 1'
    expect(await school.one(`SELECT count(*) FROM (${shared})`)).toBeGreaterThan(100)
  })

  test('have no phone number but those kept free for drama, typed in many ways', async () => {
    const mobiles = (await school.all('SELECT mobile FROM contact WHERE mobile IS NOT NULL')).map(
      ({ mobile }) => mobile!,
    )
    for (const mobile of mobiles) {
      for (const number of mobile.split(' / ')) {
        const digits = number.replace(/O/g, '0').replace('(0)', '').replace(/\D/g, '')
        expect(digits, mobile).toMatch(/^((0|44|0044)?7700900\d{2,3})?$/)
      }
    }
    const shapes = new Set(mobiles.map((mobile) => mobile.replace(/\d/g, '9')))
    expect(shapes.size).toBeGreaterThan(10)
  })

  test('and staff have no mail address outside example.com and example.org', async () => {
    const addresses = await school.all(
      'SELECT email FROM contact WHERE email IS NOT NULL UNION ALL SELECT email FROM staff WHERE email IS NOT NULL',
    )
    for (const { email } of addresses) expect(email).toMatch(/^[a-z0-9.]+@example\.(com|org)$/i)
  })
})

describe('staff', () => {
  test('hold the usual offices; each tutor group has a tutor of its own', async () => {
    const roles = (await school.all('SELECT role FROM staff')).map(({ role }) => role)
    expect(roles).toEqual(
      expect.arrayContaining(['Headteacher', 'Deputy head', 'Attendance Officer', 'SENCo', 'Head of Year 9']),
    )
    expect(await school.one('SELECT count(*) - count(DISTINCT tutor_id) FROM registration_group')).toBe(0)
    expect(await school.one('SELECT count(*) - count(DISTINCT staff_code) FROM staff')).toBe(0)
    expect(await school.one(`SELECT count(*) FROM staff WHERE left_on < '${TODAY}'`)).toBeGreaterThan(0)
  })

  test('are never in two lessons at once', async () => {
    const twice = 'SELECT 1 FROM lesson GROUP BY date, period, staff_id HAVING count(*) > 1'
    expect(await school.one(`SELECT count(*) FROM (${twice})`)).toBe(0)
  })
})

describe('classes', () => {
  test('are there for each tutor group and subject of the timetable, with a teacher who takes them', async () => {
    const ofLessons = `SELECT DISTINCT g.name || subject FROM lesson JOIN registration_group g ON g.id = registration_group_id`
    const ofClasses = `SELECT substr(name, 1, instr(name, '/') - 1) || subject FROM teaching_class`
    const differences = `${ofLessons} EXCEPT ${ofClasses} UNION ALL SELECT * FROM (${ofClasses} EXCEPT ${ofLessons})`
    expect(await school.all(differences)).toEqual([])
    expect(await school.one('SELECT count(*) - count(DISTINCT name) FROM teaching_class')).toBe(0)
    const strangers = await school.all(
      `SELECT name FROM teaching_class c WHERE NOT EXISTS (SELECT 1 FROM lesson
      JOIN registration_group g ON g.id = registration_group_id
      WHERE c.name LIKE g.name || '/%' AND lesson.subject = c.subject AND lesson.staff_id = c.staff_id)`,
    )
    expect(strangers).toEqual([])
  })

  test('hold the pupils of the tutor group, and nobody who is not on roll', async () => {
    const holding = `SELECT DISTINCT pupil_id, substr(c.name, 1, instr(c.name, '/') - 1) AS tutor_group
      FROM class_member m JOIN teaching_class c ON c.id = m.class_id
      WHERE start_date <= '${TODAY}' AND coalesce(end_date, '${TODAY}') >= '${TODAY}'`
    const wrong = await school.all(
      `SELECT pupil.id FROM pupil LEFT JOIN registration_group g ON g.id = registration_group_id
      LEFT JOIN (${holding}) h ON h.pupil_id = pupil.id
      WHERE pupil.id IN (${onRoll(TODAY)}) AND g.name IS NOT h.tutor_group`,
    )
    expect(wrong).toEqual([])
    const gone = `SELECT count(*) FROM (${holding}) WHERE pupil_id NOT IN (SELECT pupil_id FROM school_history
      WHERE start_date <= '${TODAY}' AND coalesce(end_date, '${TODAY}') >= '${TODAY}')`
    expect(await school.one(gone)).toBe(0)
    expect(await school.one('SELECT count(*) FROM class_member WHERE end_date IS NOT NULL')).toBeGreaterThan(
      0,
    )
  })
})

describe('behaviour', () => {
  test('goes up to this very moment and not beyond', async () => {
    const [last] = await school.all('SELECT max(recorded_at) AS at, max(date) AS date FROM incident')
    expect(last!.date).toBe(TODAY)
    expect(Date.parse(last!.at!)).toBeLessThanOrEqual(NOW)
  })

  test('is recorded by staff who were there, about pupils who were on roll', async () => {
    const wrong = await school.one(
      `SELECT count(*) FROM incident JOIN staff ON staff.id = recorded_by WHERE left_on < date`,
    )
    expect(wrong).toBe(0)
    const strangers = await school.one(
      `SELECT count(*) FROM incident i WHERE NOT EXISTS (SELECT 1 FROM school_history h WHERE h.pupil_id = i.pupil_id
      AND start_date <= i.date AND coalesce(end_date, i.date) >= i.date AND enrolment_status <> 'guest')`,
    )
    expect(strangers).toBe(0)
  })

  test('leads to detentions: past, coming and called off, after the incident and on school days', async () => {
    const count = (condition: string) =>
      school.one(
        `SELECT count(*) FROM detention JOIN detention_pupil ON detention_id = id WHERE ${condition}`,
      )
    expect(await count(`date < '${TODAY}'`)).toBeGreaterThan(500)
    expect(await count(`date > '${TODAY}' AND NOT cancelled`)).toBeGreaterThan(20)
    expect(await count(`date > '${TODAY}' AND cancelled`)).toBeGreaterThan(5)
    const early = await school.one(
      `SELECT count(*) FROM detention d JOIN detention_pupil p ON p.detention_id = d.id
      JOIN incident i ON i.id = p.incident_id WHERE i.date >= d.date OR i.pupil_id <> p.pupil_id`,
    )
    expect(early).toBe(0)
    expect(await count(`date BETWEEN '2026-10-26' AND '2026-10-30'`)).toBe(0)
  })
})

test('notices run out before today, today, tomorrow and never', async () => {
  const count = (day: string) => school.one('SELECT count(*) FROM notice WHERE expires_on = ?', day)
  expect([await count('2026-11-22'), await count(TODAY), await count('2026-11-24')]).toEqual([4, 3, 3])
  expect(await school.one('SELECT count(*) FROM notice WHERE expires_on IS NULL')).toBe(5)
})
