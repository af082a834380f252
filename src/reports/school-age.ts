import { Day } from '../schedule/day.ts'

/** Dates of birth, both inclusive. */
export interface Born {
  from: string
  to: string
}

/**
 * When pupils were born who are of compulsory school age on a day. It begins on 31 August, 31 December or 31 March,
 * whichever is next after the fifth birthday or is that birthday, and ends with the last Friday in June of the school
 * year in which the pupil turns 16.
 *
 * Education Act 1996, section 8: https://www.legislation.gov.uk/ukpga/1996/56/section/8, and the dates set under it:
 * https://www.legislation.gov.uk/uksi/1998/1607 (start), https://www.legislation.gov.uk/uksi/1997/1970 (end).
 */
export function ofCompulsoryAge(day: Day): Born {
  const lastEnd = [day.year, day.year - 1].map(lastFridayOfJune).find((end) => end < day)!
  const begins = [day.year, day.year - 1]
    .flatMap((year) => [`${year}-12-31`, `${year}-08-31`, `${year}-03-31`])
    .find((date) => date <= day.toString())!
  return {
    from: `${lastEnd.year - 16}-09-01`,
    to: `${Number(begins.slice(0, 4)) - 5}${begins.slice(4)}`,
  }
}

/** A pupil is of school age to the end of this day. */
function lastFridayOfJune(year: number): Day {
  const last = Day.parse(`${year}-06-30`)
  return last.minusDays((last.weekday + 2) % 7)
}
