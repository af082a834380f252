// Windows-1252 is ISO 8859-1 but for these, which stand at 0x80 to 0x9f. Node's own decoder takes it for ISO 8859-1
// in some versions.
const special = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'

/** What a varchar column holds of a text; what has no place there becomes a question mark, as it does on a server. */
export const encode = (text: string): Buffer =>
  Buffer.from(
    [...text].map((character) => {
      const at = special.indexOf(character)
      if (at >= 0) return 0x80 + at
      const code = character.codePointAt(0)!
      return code < 0x80 || (code >= 0xa0 && code <= 0xff) ? code : 0x3f
    }),
  )

export const decode = (bytes: Buffer): string =>
  [...bytes]
    .map((code) => (code >= 0x80 && code < 0xa0 ? special[code - 0x80] : String.fromCharCode(code)))
    .join('')
