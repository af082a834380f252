/**
 * Words by which somebody asks for no more texts, as the only word of a text:
 * https://help.twilio.com/articles/223134027-Twilio-support-for-opt-out-keywords-SMS-STOP-filtering-
 * (STOP ALL is how people write STOPALL.)
 */
const WORDS = ['STOP', 'STOPALL', 'STOP ALL', 'UNSUBSCRIBE', 'END', 'QUIT', 'CANCEL']

/** Whether a reply asks for no more texts. "Stop by at four" does not. */
export const asksToStop = (reply: string): boolean =>
  WORDS.includes(
    reply
      .replace(/[^\p{L}]+/gu, ' ')
      .trim()
      .toUpperCase(),
  )
