import type { JobContext, Staged } from '../jobs/kit.ts'

interface Given {
  pupil_id: number
  given_on: string
  withdrawn_on: string | null
}

/**
 * Who has consented to the use of a fingerprint. Without the consent of a parent, or once a parent has withdrawn it,
 * a school must not process one: Protection of Freedoms Act 2012, sections 26 and 27
 * (https://www.legislation.gov.uk/ukpga/2012/9/part/1/chapter/2).
 */
export class Consents {
  /** Whether the school has that kind of consent at all. */
  readonly isKnown: boolean
  readonly #given: Map<number, Given[]>

  private constructor(isKnown: boolean, given: Map<number, Given[]>) {
    this.isKnown = isKnown
    this.#given = given
  }

  /** @param name what the school calls that kind of consent, in capitals or not */
  static async read(name: string, pupils: Staged, { read, from }: JobContext): Promise<Consents> {
    const types = await read.all<{ id: number; name: string }>(from('consent_type').select('id', 'name'))
    const meant = types.filter((one) => one.name.trim().toLowerCase() === name.trim().toLowerCase())
    const rows = await read.all<Given>(
      from('pupil_consent')
        .whereIn(
          'consent_type_id',
          meant.map(({ id }) => id),
        )
        .whereIn('pupil_id', pupils('seen').select('seen.pupil_id'))
        .select('pupil_id', 'given_on', 'withdrawn_on'),
    )
    const given = new Map<number, Given[]>()
    for (const row of rows) given.set(row.pupil_id, [...(given.get(row.pupil_id) ?? []), row])
    return new Consents(meant.length > 0, given)
  }

  /**
   * Whether a consent holds on a day: on the day of its withdrawal no longer. One parent's withdrawal ends that of
   * the other too; only what is given after it, or on the same day, holds again.
   */
  holds(pupilId: number, date: string): boolean {
    const given = this.#given.get(pupilId) ?? []
    const withdrawals = given.flatMap(({ withdrawn_on: day }) => (day !== null && day <= date ? day : []))
    return given.some(
      ({ given_on, withdrawn_on }) =>
        given_on <= date &&
        (withdrawn_on === null || withdrawn_on > date) &&
        withdrawals.every((day) => day <= given_on),
    )
  }
}
