import { rmSync } from 'node:fs'
import { onTestFinished } from 'vitest'
import { noteFile } from '../../bin/idle.js'
import type { Row } from '../../src/db/database.ts'
import type { Settled } from '../../src/outbox/channel.ts'
import type { Item } from '../../src/outbox/item.ts'
import { type Said, TestSchool } from '../school.ts'
import { type TestChannelOptions, testChannel } from './channel.ts'
import { itemRow } from './item-row.ts'
import { Provider } from './provider.ts'

/** A school with items on their way out, and somebody who carries them. */
export class Outgoing {
  readonly school: TestSchool
  readonly provider: Provider
  /** What the way out was told of changes of state. */
  readonly settled: string[] = []
  /** During which item another process took over. */
  overtook: string | undefined

  private constructor(school: TestSchool, provider: Provider) {
    this.school = school
    this.provider = provider
  }

  static async open(options: Partial<TestChannelOptions> = {}): Promise<Outgoing> {
    const provider = await new Provider().listen()
    onTestFinished(() => provider.close())
    const outgoing = new Outgoing(await TestSchool.open('  refresh-all-years: {}'), provider)
    outgoing.configure(options)
    // The first tick makes the program's own tables.
    await outgoing.school.tick()
    return outgoing
  }

  /** The way out from now on. */
  configure(options: Partial<TestChannelOptions>): this {
    const onSettle = (changes: Settled[]) =>
      this.settled.push(...changes.map(({ item, state }) => `${item.reference} ${item.state} ${state}`))
    this.school.world = {
      ...this.school.world,
      channels: { sms: () => testChannel({ port: this.provider.port, onSettle, ...options }) },
    }
    return this
  }

  /** A whole tick: what the test has put in the outbox, the last one could not know of. */
  tick(text?: string): Promise<Said> {
    rmSync(noteFile(this.school.file), { force: true })
    return this.school.tick(text)
  }

  /** Puts an item in the outbox. */
  async queue(reference: string, row: Row = {}): Promise<number> {
    return this.school.add('auto_outbox', itemRow(reference, this.school.now, row))
  }

  async queueMany(count: number, row: Row = {}): Promise<string[]> {
    const references = Array.from({ length: count }, (_, n) => `t${n + 1}`)
    const rows = references.map((reference) => itemRow(reference, this.school.now, row))
    const columns = Object.keys(rows[0]!)
    await this.school.with((db) =>
      db.transaction((session) =>
        session.bulkInsert(
          'auto_outbox',
          columns,
          rows.map((one) => Object.values(one)),
        ),
      ),
    )
    return references
  }

  items(): Promise<Item[]> {
    return this.school.rows<Item>('auto_outbox')
  }

  /** The state of each item: `t1 sent`. */
  async states(): Promise<string[]> {
    return (await this.items()).map(({ reference, state }) => `${reference} ${state}`)
  }

  /** How many items have each state. */
  async count(): Promise<Record<string, number>> {
    const counts: Record<string, number> = {}
    for (const { state } of await this.items()) counts[state] = (counts[state] ?? 0) + 1
    return counts
  }

  async item(reference: string): Promise<Item> {
    return (await this.items()).find((item) => item.reference === reference)!
  }

  change(reference: string, row: Row): Promise<number> {
    return this.school.with((db) => db.run(db.sql('auto_outbox').where({ reference }).update(row)))
  }
}
