import { contract, type TableName } from '../contract.ts'
import type { Database, Row, Session, TransactionOptions } from '../database.ts'
import { Held } from './held.ts'
import { inSims, intoStandIn } from './trouble.ts'

/** Rows on their way at once. */
const CHUNK = 5000

/** Where SIMS is, opened when somebody needs it. */
export interface Sims {
  /** For messages. */
  readonly place: string
  readonly tables: ReadonlySet<TableName>
  look(): Promise<Database>
  /** On another connection than those who look. */
  write(): Promise<Database>
}

/**
 * What one transaction or snapshot has to do with SIMS. It copies the tables that it needs into stand-ins, each once
 * and all from one picture of SIMS; one that writes there has a transaction in SIMS as well, from before that picture
 * was taken to its own end.
 */
export class Visit {
  readonly sims: Sims
  /** The session whose statements find the stand-ins. */
  readonly here: Session
  readonly #brought = new Set<TableName>()
  #picture: Held | undefined
  #writing: Held | undefined
  #trouble: unknown

  constructor(sims: Sims, here: Session) {
    this.sims = sims
    this.here = here
  }

  /** The transaction in SIMS, of a run that may write there. */
  get writing(): Session | undefined {
    return this.#writing?.session
  }

  /** Brings along what will be needed. */
  async prepare({ reads, writes }: NonNullable<TransactionOptions['tables']>): Promise<void> {
    // Its turn comes before the picture: what others have done in theirs is in it.
    if (this.#away(writes).some((table) => contract[table].ours)) await this.#beginToWrite()
    await this.bring(this.#away([...reads, ...writes]))
  }

  #away(names: readonly string[]): TableName[] {
    return names.filter((name): name is TableName => this.sims.tables.has(name as TableName))
  }

  /** Copies those that are not here yet. After a failure there are none that anybody could go by. */
  async bring(tables: readonly TableName[]): Promise<void> {
    for (const table of tables) {
      if (this.#trouble) throw this.#trouble
      if (this.#brought.has(table)) continue
      this.#brought.add(table)
      try {
        const sims = await this.#look()
        await this.here.standIn(table)
        await this.#copy(table, sims)
      } catch (error) {
        this.#trouble = error
        throw error
      }
    }
  }

  async #copy(table: TableName, sims: Session): Promise<void> {
    const { ours } = contract[table]
    const all = sims.sql(table).select(columnsOf(table))
    const rows = sims.each(ours ? all.whereNotNull(ours) : all)
    for await (const chunk of chunksOf(rows, this.sims.place)) await this.fill(table, chunk)
  }

  /** Adds rows to a stand-in. */
  async fill(table: TableName, rows: Row[]): Promise<void> {
    if (rows.length === 0) return
    const columns = columnsOf(table)
    const values = rows.map((row) => columns.map((column) => row[column] ?? null))
    await intoStandIn(table, this.sims.place, () => this.here.bulkInsert(table, columns, values))
  }

  /** Commits what was written to SIMS. */
  async commit(): Promise<void> {
    const writing = this.#writing
    this.#writing = undefined
    if (writing) await inSims(this.sims.place, () => writing.commit())
  }

  /** Lets go of SIMS. What was not committed has not happened. */
  async leave(): Promise<void> {
    await this.#picture?.drop()
    await this.#writing?.drop()
  }

  async #look(): Promise<Session> {
    this.#picture ??= await inSims(this.sims.place, async () => {
      const db = await this.sims.look()
      return Held.open((work) => db.snapshot(work))
    })
    return this.#picture.session
  }

  async #beginToWrite(): Promise<void> {
    this.#writing = await inSims(this.sims.place, async () => {
      const db = await this.sims.write()
      return Held.open((work) => db.transaction(work))
    })
  }
}

export const columnsOf = (table: TableName): string[] => Object.keys(contract[table].columns)

async function* chunksOf(rows: AsyncIterable<Row>, place: string): AsyncGenerator<Row[]> {
  const iterator = rows[Symbol.asyncIterator]()
  try {
    for (;;) {
      const chunk = await inSims(place, () => nextOf(iterator))
      if (chunk.length > 0) yield chunk
      if (chunk.length < CHUNK) return
    }
  } finally {
    // Whoever stops in the middle leaves the connection free for the end of the transaction.
    await iterator.return?.()
  }
}

async function nextOf(rows: AsyncIterator<Row>): Promise<Row[]> {
  const chunk: Row[] = []
  while (chunk.length < CHUNK) {
    const { value, done } = await rows.next()
    if (done) break
    chunk.push(value)
  }
  return chunk
}
