import { SegmentedMessage } from 'sms-segments-calculator'
import type { SmsSettings } from '../config/outgoing.ts'

/** What a text is to the network, and to the bill. */
export interface Measured {
  encoding: 'GSM-7' | 'UCS-2'
  /** As the network counts: € and ^{}\[]~| are two each in GSM-7. An emoji is one, however many code units it has. */
  characters: number
  segments: number
}

export function measure(text: string): Measured {
  const { encodingName, numberOfCharacters, segmentsCount } = new SegmentedMessage(text)
  return { encoding: encodingName, characters: numberOfCharacters, segments: segmentsCount }
}

/** In pence, where the config says what a segment costs. */
export const costOf = (segments: number, { pricePerSegment }: Pick<SmsSettings, 'pricePerSegment'>) =>
  pricePerSegment === undefined ? undefined : Math.round(segments * pricePerSegment * 100) / 100

/**
 * GOV.UK Notify takes texts of up to 918 characters, six segments of GSM-7:
 * https://www.notifications.service.gov.uk/pricing/text-messages and its error "Content for template has a character
 * count greater than the limit of 918".
 */
const NOTIFY_CHARACTERS = 918

/** Twilio takes 1,600 characters (https://www.twilio.com/docs/api/errors/21617): ten segments is near it, for all. */
const SEGMENTS = 10

/** So many code units fit whatever they are: ten segments of UCS-2, each cut short by the longest of emoji. */
const SURELY_FITS = 500

/** Why a text cannot be sent as it is, for people; none where it can. */
export function tooLong(text: string, { provider }: Pick<SmsSettings, 'provider'>): string | undefined {
  if (text.trim() === '') return 'the text is empty'
  // Measuring takes most of a millisecond, and a batch may have twenty thousand.
  if (text.length <= SURELY_FITS) return undefined
  if (provider === 'notify' && [...text].length > NOTIFY_CHARACTERS)
    return `the text is longer than ${NOTIFY_CHARACTERS} characters, the most that GOV.UK Notify takes`
  const { segments } = measure(text)
  return segments > SEGMENTS
    ? `the text is ${segments} segments long; ${SEGMENTS} are the most that is sent`
    : undefined
}
