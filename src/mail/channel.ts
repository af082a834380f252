import type { MailSettings } from '../config/outgoing.ts'
import type { Channel, Verdict, Withdrawal } from '../outbox/channel.ts'
import type { Item } from '../outbox/item.ts'
import { recipientsOf } from './address.ts'
import { compose, type Letter } from './compose.ts'
import { refusalOf } from './domains.ts'
import { isReference, readContent } from './message.ts'
import { TemplateFault, Templates } from './template.ts'
import { type MailTransport, mailTransport } from './transport.ts'

const HOUR = 3_600_000

/** How mails leave the outbox: put together when they are sent, and handed to the transport of the config. */
export class MailChannel implements Channel {
  readonly kind = 'mail'
  readonly provider: string
  readonly concurrency: number
  readonly patience: number
  readonly lookUp?: Channel['lookUp']
  readonly #mail: MailSettings
  readonly #school: string
  readonly #transport: MailTransport
  #templates?: Templates

  /** @param school its name, as it stands in the mails */
  constructor(mail: MailSettings, school: string, transport: MailTransport = mailTransport(mail)) {
    this.#mail = mail
    this.#school = school
    this.#transport = transport
    this.provider = transport.provider
    this.concurrency = transport.concurrency
    this.patience = transport.patience
    if (transport.lookUp) this.lookUp = ({ reference }) => transport.lookUp!(reference)
  }

  /** A mail is true when it is queued, and stays so. */
  async reconsider(): Promise<Map<number, Withdrawal>> {
    return new Map()
  }

  filesOf({ content }: Item): string[] {
    const mail = readContent(content)
    return mail && 'subject' in mail ? (mail.attachments ?? []).map(({ digest }) => digest) : []
  }

  async send(item: Item): Promise<Verdict> {
    const letter = await this.#letterOf(item)
    return 'kind' in letter ? letter : this.#transport.send(letter)
  }

  /** Nothing else remembers mails. */
  async settle(): Promise<void> {}

  close(): void {
    this.#transport.close()
  }

  /** The mail, or why it cannot be one: what it is made of came from the database, and the config may have changed since. */
  async #letterOf(item: Item): Promise<Letter | Verdict> {
    const refusal = refusalOf(this.#mail, recipientsOf(item.recipient))
    if (refusal) return { kind: 'refused', reason: refusal }
    const content = readContent(item.content)
    if (!content || !isReference(item.reference))
      return { kind: 'refused', reason: 'It is not written as a mail is.' }
    try {
      this.#templates ??= new Templates()
      const words =
        'template' in content
          ? await this.#templates.render(content.template, { ...content.data, school: this.#school })
          : content
      return await compose(item, words, this.#mail)
    } catch (error) {
      if (!(error instanceof TemplateFault)) throw error
      // Somebody is at work on the templates: the mail waits for it.
      return { kind: 'later', reason: `${error.message}.`, retryAfter: HOUR }
    }
  }
}
