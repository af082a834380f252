import type { JobContext, Staged } from '../jobs/kit.ts'
import type { Scan } from './fresh.ts'
import { onDay } from './keys.ts'

/** Somebody whom a reader may know by a card or a finger. */
export interface Holder {
  pupilId: number
  /** The law speaks of everything by which a body can be told: whatever is no card is taken for it. */
  biometric: boolean
  validFrom: string
  validTo: string | null
  /** National curriculum year. */
  year: number | undefined
  registrationGroupId: number | null
}

interface HolderRow {
  identity: string
  pupil_id: number
  kind: string
  valid_from: string
  valid_to: string | null
  registration_group_id: number | null
  national_curriculum_year: number | null
}

/** Whom the cards and fingers of the scans belong to, now or at another time. */
export class Holders {
  readonly #byIdentity = new Map<string, Holder[]>()
  readonly #found = new Map<string, Map<string, Holder | undefined>>()

  private constructor(rows: HolderRow[]) {
    for (const row of rows) {
      const holder: Holder = {
        pupilId: row.pupil_id,
        biometric: row.kind !== 'card',
        validFrom: row.valid_from,
        validTo: row.valid_to,
        year: row.national_curriculum_year ?? undefined,
        registrationGroupId: row.registration_group_id,
      }
      const known = this.#byIdentity.get(row.identity)
      if (known) known.push(holder)
      else this.#byIdentity.set(row.identity, [holder])
    }
  }

  static async read(scans: Scan[], { read, stageRows, from }: JobContext): Promise<Holders> {
    const identities = new Set(scans.map(({ identity }) => identity))
    const seen = await stageRows(
      ['identity'],
      [...identities].map((identity) => [identity]),
    )
    const rows = await read.all<HolderRow | { pupil_id: null }>(
      seen('seen')
        .leftJoin(from('pupil_identity').as('i'), 'i.identity', 'seen.identity')
        .leftJoin(from('pupil').as('p'), 'p.id', 'i.pupil_id')
        .leftJoin(from('year_group').as('y'), 'y.id', 'p.year_group_id')
        .select('i.identity', 'i.kind', 'i.valid_from', 'i.valid_to')
        .select('p.id as pupil_id', 'p.registration_group_id', 'y.national_curriculum_year'),
    )
    return new Holders(rows.filter((row) => row.pupil_id !== null))
  }

  /** The one pupil whom an identity belongs to on a day; undefined for nobody, and for more than one. */
  holderOn(identity: string, date: string): Holder | undefined {
    const found = this.#found.get(date) ?? new Map<string, Holder | undefined>()
    this.#found.set(date, found)
    if (!found.has(identity)) found.set(identity, this.#find(identity, date))
    return found.get(identity)
  }

  #find(identity: string, date: string): Holder | undefined {
    const valid = (this.#byIdentity.get(identity) ?? []).filter(
      ({ validFrom, validTo }) => validFrom <= date && (validTo === null || validTo >= date),
    )
    const [first] = valid
    if (!first || valid.some(({ pupilId }) => pupilId !== first.pupilId)) return undefined
    // Where a card and a finger have the same number, it may have been the finger.
    return valid.find(({ biometric }) => biometric) ?? first
  }

  /** Who may have been at a reader on which day: a table of `pupil_id` and `date`, each pair once. */
  async seenOn(scans: Scan[], { stageRows }: JobContext): Promise<Staged> {
    const pairs = new Map<string, [number, string]>()
    for (const { identity, day } of scans) {
      const holder = this.holderOn(identity, day.date)
      if (holder) pairs.set(onDay(holder.pupilId, day.date), [holder.pupilId, day.date])
    }
    return stageRows(['pupil_id', 'date'], pairs.values())
  }
}
