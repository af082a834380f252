import type { JobContext } from '../jobs/kit.ts'
import { listed } from '../schedule/weekday.ts'
import type { Facts } from './facts.ts'
import type { Fresh, Scan } from './fresh.ts'
import type { ScanParams } from './params.ts'

/** A clock that is ahead by less puts right what it did by waiting: nobody needs to be woken. */
const SERIOUS = 15 * 60_000

/** Scans of the future wait until their time has come, and meanwhile the pupils have no marks. */
export function sayWhoseClockIsWrong(
  { ahead, timeless }: Pick<Fresh, 'ahead' | 'timeless'>,
  { remark, fallShort }: JobContext,
): void {
  for (const [device, scans] of inOrder(timeless))
    fallShort(
      `${many(scans)} of reader ${device} left aside: their time is not written as 2026-11-23T08:30:00.000Z.`,
    )
  for (const [device, { scans, ms }] of inOrder(ahead)) {
    const text = `The clock of reader ${device} is ahead: ${many(scans)} dated up to ${Math.ceil(ms / 60_000)} minutes from now wait until then.`
    if (ms > SERIOUS) fallShort(text)
    else remark(text)
  }
}

const many = (scans: number) => (scans === 1 ? '1 scan' : `${scans} scans`)

const inOrder = <T>(readers: Map<string, T>): [string, T][] =>
  [...readers].sort(([a], [b]) => (a < b ? -1 : 1))

/** What the config counts on and the school does not have. */
export async function sayWhatIsMissing(
  scans: Scan[],
  { consents, codes }: Pick<Facts, 'consents' | 'codes'>,
  { consent, afterClosing }: ScanParams,
  { fallShort, read, from }: JobContext,
): Promise<void> {
  if (!consents.isKnown && (await read.first(from('pupil_identity').whereNot('kind', 'card').limit(1)))) {
    fallShort(
      `There is no kind of consent called ${consent}: no fingerprint makes a mark. Its name is set by consent.`,
    )
  }
  const dates = afterClosing ? [...new Set(scans.map(({ day }) => day.date))] : []
  const without = dates.filter((date) => !codes.on(date, afterClosing!)).sort()
  if (without.length > 0) {
    fallShort(
      `The register has no code ${afterClosing} on ${listed(without)}: scans after closing made no mark.`,
    )
  }
}
