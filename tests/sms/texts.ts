import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Row } from '../../src/db/database.ts'
import { own } from '../../src/db/migrations/index.ts'
import type { Item } from '../../src/outbox/item.ts'
import { at, TestSchool } from '../school.ts'

/** How texts and mails leave the test school: into folders. */
export const SECTIONS = (more: { sms?: string; mail?: string } = {}) => `sms:
  provider: file
  file: { folder: texts }
${(more.sms ?? '').replace(/^(?=.)/gm, '  ')}
mail:
  from: office@riverside.example
  folder: mails
${(more.mail ?? '').replace(/^(?=.)/gm, '  ')}`

export const instant = (text: string) => new Date(at(text)).toISOString()

/** What a run of the job reports, without the zeros. */
export type Counts = Record<string, number>

/** A school that sends texts. The job has been live since 1 November; it is 12:00 on Monday 23 November 2026. */
export class Texts {
  readonly school: TestSchool
  #numbers = 100

  constructor(school: TestSchool) {
    this.school = school
  }

  static async open(more: { sms?: string; mail?: string; jobs?: string; now?: string } = {}): Promise<Texts> {
    const school = await TestSchool.open(more.jobs ?? '  sms: {}', {
      rest: SECTIONS(more),
      ...(more.now ? { now: more.now } : {}),
    })
    await makeLive(school)
    return new Texts(school)
  }

  at(text: string): this {
    this.school.at(text)
    return this
  }

  /** A contact of a pupil with a number of its own. */
  async contact(pupil: number, row: Row = {}): Promise<number> {
    this.#numbers += 1
    const id = await this.school.add('contact', {
      surname: 'Test',
      forename: 'Grace',
      mobile: `07700 900${this.#numbers}`,
      ...row,
    })
    await this.link(pupil, id)
    return id
  }

  link(pupil: number, contact: number): Promise<number> {
    return this.school.add('pupil_contact', {
      pupil_id: pupil,
      contact_id: contact,
      priority: 1,
      relationship: 'Mother',
      parental_responsibility: 1,
    })
  }

  batch(row: Row = {}): Promise<number> {
    return this.school.add('sms_batch', { purpose: 'general', urgent: 0, queued_at: this.now, ...row })
  }

  /** A text that waits; to the pupil's contact as its number is now, or to `number`. */
  async text(batch: number, pupil: number, contact: number | null, row: Row = {}): Promise<number> {
    const [found] = contact ? await this.school.rows<{ mobile: string }>('contact', { id: contact }) : []
    return this.school.add('sms_message', {
      batch_id: batch,
      pupil_id: pupil,
      contact_id: contact,
      number: found?.mobile ?? '07700 900999',
      body: 'School is closed tomorrow.',
      state: 'queued',
      ...row,
    })
  }

  /** A text about an absence of today's morning. */
  async absence(pupil: number, contact: number, row: Row = {}): Promise<number> {
    return this.text(await this.batch({ purpose: 'absence' }), pupil, contact, {
      body: 'Your child is not at school. Please call us.',
      about_date: '2026-11-23',
      about_part: 'AM',
      ...row,
    })
  }

  /** The mark of a session of 23 November. */
  async mark(pupil: number, code: string, part = 'AM'): Promise<number> {
    const there = await this.school.rows<{ id: number }>('session', { date: '2026-11-23', part })
    const session_id = there[0]?.id ?? (await this.school.add('session', { date: '2026-11-23', part }))
    return this.school.add('mark', { pupil_id: pupil, date: '2026-11-23', session_id, code })
  }

  /** Runs the job by hand, and with it what is on its way. */
  async run(...flags: string[]): Promise<{
    code: number
    outcome: string
    message: string | null
    counts: Counts
    run: number
    withheld: Counts
  }> {
    const { out, err, code } = await this.school.run('sms', '--json', ...flags)
    if (!out) throw new Error(err)
    const said = JSON.parse(out)
    const counts = Object.fromEntries(Object.entries(said.counts as Counts).filter(([, count]) => count > 0))
    return { ...said, counts, code }
  }

  /** Runs the job while nothing can leave: what is due waits in the outbox. */
  async handOver(): Promise<void> {
    const { world } = this.school
    this.school.world = { ...world, channels: {} }
    await this.run()
    this.school.world = world
  }

  get now(): string {
    return new Date(this.school.now).toISOString()
  }

  /** State and reason of a text in the school's queue. */
  async state(id: number): Promise<string> {
    const [row] = await this.school.rows<{ state: string; state_reason: string | null }>('sms_message', {
      id,
    })
    return [row!.state, row!.state_reason].filter(Boolean).join(': ')
  }

  items(where: Row = { kind: 'sms' }): Promise<Item[]> {
    return this.school.rows<Item>(own('outbox'), where)
  }

  /** What the provider has got: number and text. */
  sent(): { number: string; text: string; reference: string }[] {
    const folder = path.join(this.school.folder, 'texts/outgoing')
    if (!existsSync(folder)) return []
    return readdirSync(folder).map((file) => JSON.parse(readFileSync(path.join(folder, file), 'utf8')))
  }

  /** A text comes in. */
  reply(id: string, number: string, text: string, received = this.now): void {
    this.#put('replies', id, { number, text, receivedAt: received })
  }

  /** The provider says what became of a text. */
  receipt(reference: string, state: string, reason?: string): void {
    this.#put('receipts', reference, { state, sentAt: this.now, ...(reason ? { reason } : {}) })
  }

  #put(folder: string, name: string, content: object): void {
    const place = path.join(this.school.folder, 'texts', folder)
    mkdirSync(place, { recursive: true })
    writeFileSync(path.join(place, `${name}.json`), JSON.stringify(content))
  }

  log(): Promise<Row[]> {
    return this.school.rows('contact_log')
  }
}

/** The program's own tables, and the job live since the beginning of the month. */
export async function makeLive(school: TestSchool): Promise<void> {
  await school.run('list')
  await school.add(own('job'), { job: 'sms', live_since: '2026-11-01T00:00:00.000Z' })
}
