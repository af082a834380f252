import { readFileSync } from 'node:fs'
import path from 'node:path'
import type Handlebars from 'handlebars'
import { shipped } from '../shipped.ts'
import type { ReadyMail } from './message.ts'

/** The words of a mail, whole. */
export type MailWords = Required<Omit<ReadyMail, 'attachments'>>

/** A template that cannot be filled in. The message names the file, and what is wrong with it; never what it was given. */
export class TemplateFault extends Error {
  override name = 'TemplateFault'
}

/**
 * Templates in a folder: `<name>/{subject,text,html}.hbs`, Handlebars, and `layout.hbs` around each html. A variable
 * that is missing is an error, not a gap. What is put into html is escaped; subject and text are plain.
 */
export class Templates {
  readonly #folder: string
  readonly #made = new Map<string, Handlebars.TemplateDelegate>()
  #handlebars?: typeof Handlebars

  constructor(folder = path.dirname(shipped('templates/layout.hbs'))) {
    this.#folder = folder
  }

  /** @throws TemplateFault when a file is missing, malformed, or names something that `data` lacks. */
  async render(name: string, data: object): Promise<MailWords> {
    // Loaded when the first mail is written: a tick without mail does without.
    this.#handlebars ??= (await import('handlebars')).default.create()
    const fill = (file: string) => this.#fill(`${name}/${file}.hbs`, data)
    return { subject: fill('subject').trim(), text: fill('text'), html: fill('html') }
  }

  #fill(file: string, data: object): string {
    try {
      const made = this.#made.get(file) ?? this.#compile(file)
      this.#made.set(file, made)
      return made(data)
    } catch (error) {
      throw new TemplateFault(`templates/${file}: ${wordsOf(error)}`)
    }
  }

  #compile(file: string): Handlebars.TemplateDelegate {
    const handlebars = this.#handlebars!
    handlebars.registerPartial('layout', this.#read('layout.hbs'))
    handlebars.registerHelper('lines', (text: unknown) => {
      if (typeof text !== 'string') throw new Error('"lines" was given something that is no text')
      return new handlebars.SafeString(handlebars.escapeExpression(text).replace(/\r\n|\r|\n/g, '<br>'))
    })
    const options = { strict: true, noEscape: !file.endsWith('/html.hbs') }
    return handlebars.compile(this.#read(file), options)
  }

  #read(file: string): string {
    return readFileSync(path.join(this.#folder, file), 'utf8')
  }
}

/** The first line, which says what and where; the object itself, which the words may go on with, is personal. */
function wordsOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  return code === 'ENOENT'
    ? 'there is no such file'
    : message.split('\n')[0]!.replace(' in [object Object]', '')
}
