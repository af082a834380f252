import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { z } from 'zod'
import { instant } from '../answer.ts'
import type { OutgoingText } from '../provider.ts'

/** Every date may be missing, or be that of the year 1, which means the same. */
const date = z
  .string()
  .transform((written) => (/^(0001-|$)/.test(written) ? undefined : instant(written)))
  .optional()

const header = z
  .object({
    id: z.string().min(1),
    reference: z.string().optional(),
    status: z.string(),
    submittedat: date,
    sentat: date,
    receivedat: date,
    from: z.object({ phonenumber: z.string() }).optional(),
    summary: z.string().optional(),
    failurereason: z.object({ code: z.string().optional() }).optional(),
  })
  .transform(({ receivedat, submittedat, sentat, ...rest }, context) => {
    const at = receivedat ?? submittedat ?? sentat
    if (!at) context.addIssue('a text without a date')
    return { ...rest, at: at ?? '' }
  })

export type Header = z.output<typeof header>

const account = z.object({ reference: z.string(), messagesremaining: z.string() })

/** An element without children is parsed as its text, the white space in it. */
const nothing = z.string().regex(/^\s*$/)

/**
 * What Esendex answers, as far as we read it: https://developers.esendex.com/api-reference and, in the form of
 * examples, https://github.com/Codesleuth/esendex-raml/tree/master/examples/v1.0/responses
 */
const answers = {
  accepted: z
    .object({ messageheaders: z.object({ messageheader: z.array(z.object({ id: z.string().min(1) })) }) })
    .transform(({ messageheaders }) => messageheaders.messageheader),
  headers: z
    .object({
      messageheaders: z.union([
        z.object({
          totalcount: z.coerce.number().default(Number.POSITIVE_INFINITY),
          messageheader: z.array(header).default([]),
        }),
        nothing.transform(() => ({ totalcount: 0, messageheader: [] })),
      ]),
    })
    .transform(({ messageheaders: { totalcount: total, messageheader: headers } }) => ({ total, headers })),
  body: z
    .object({ messagebody: z.object({ bodytext: z.string() }) })
    .transform(({ messagebody }) => messagebody.bodytext),
  accounts: z
    .object({ accounts: z.object({ account: z.array(account) }) })
    .transform(({ accounts }) => accounts.account),
}

const lists = ['messageheader', 'account']

/** No others: an element of words that has one would not be read as its words. */
const attributes = ['id', 'totalcount']

const parser = new XMLParser({
  ignoreAttributes: (name) => !attributes.includes(name),
  attributeNamePrefix: '',
  ignoreDeclaration: true,
  removeNSPrefix: true,
  parseTagValue: false,
  trimValues: false,
  isArray: (name) => lists.includes(name),
  // `&#163;` and its like: characters, which the answers may have any of.
  htmlEntities: true,
})

/**
 * Reads an answer. Only a whole document is one: the parser alone would take half of it. A document type, in which
 * entities could be declared that grow without end or stand for a file, is in no answer of theirs.
 * @throws Error on anything else than what was asked for
 */
export function read<Name extends keyof typeof answers>(
  name: Name,
  xml: string,
): z.output<(typeof answers)[Name]> {
  if (/<!DOCTYPE/i.test(xml) || XMLValidator.validate(xml) !== true) throw new Error('no XML that we read')
  return answers[name].parse(parser.parse(xml)) as z.output<(typeof answers)[Name]>
}

/** Characters that XML has no way to write: https://www.w3.org/TR/xml/#charsets */
const UNWRITABLE = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u

/**
 * The request that sends one text. Without a character set, what is not in GSM-7 would be lost:
 * https://github.com/Codesleuth/esendex-raml/blob/master/schemas/v1.0/requests/messagedispatcher/post.xsd
 * @returns undefined for a text that cannot be written as XML
 */
export function dispatch(
  { account, from }: { account: string; from?: string | undefined },
  { number, text }: OutgoingText,
): string | undefined {
  if (UNWRITABLE.test(text)) return undefined
  const element = (name: string, value: string) => `<${name}>${value.replace(/[&<>\r]/g, byNumber)}</${name}>`
  return [
    '<?xml version="1.0" encoding="UTF-8"?><messages>',
    element('accountreference', account),
    from ? element('from', from) : '',
    '<characterset>Auto</characterset><message>',
    element('to', number.replace(/^\+/, '')),
    element('body', text),
    '</message></messages>',
  ].join('')
}

const byNumber = (character: string) => `&#${character.charCodeAt(0)};`

/** The code of a refusal, where it has one. */
export function codeOf(xml: string): string | undefined {
  return /<code>(\w{1,40})<\/code>/i.exec(xml)?.[1]
}
