import type { JobContext } from '../jobs/kit.ts'

interface CodeRow {
  code: string
  valid_from: string
  valid_to: string | null
  meaning: string
  late: number
}

/** What the register codes meant on a day. */
export class RegisterCodes {
  readonly #rows: CodeRow[]

  private constructor(rows: CodeRow[]) {
    this.#rows = rows
  }

  static async read({ read, from }: Pick<JobContext, 'read' | 'from'>): Promise<RegisterCodes> {
    return new RegisterCodes(
      await read.all(from('register_code').select('code', 'valid_from', 'valid_to', 'meaning', 'late')),
    )
  }

  on(date: string, code: string): { meaning: string; late: boolean } | undefined {
    const row = this.#rows.find(
      (one) => one.code === code && one.valid_from <= date && (one.valid_to === null || one.valid_to >= date),
    )
    return row && { meaning: row.meaning, late: row.late === 1 }
  }
}
