import { expect, test } from 'vitest'
import { freshOnServer, SERVER } from '../database.ts'
import { REGISTERS, ScanSchool, scanRow } from './school.ts'

test.skipIf(!SERVER)(
  'scans in a database of SQL Server make marks, and nothing is written there',
  async () => {
    const readers = await freshOnServer()
    if (readers.place.type !== 'sqlserver') throw new Error('It is on a server.')
    const elsewhere = `database:\n  type: sqlserver\n  connection: \${PARS_TEST_MSSQL_URL}\n  schema: ${readers.place.schema}`
    const at = await ScanSchool.open({ settings: `${REGISTERS}\n${elsewhere}` })
    const db = await readers.open()
    try {
      await db.insert('scan', scanRow('e1', 'A', '08:35'))
      await db.insert('scan', scanRow('e2', 'A', '08:50'))
      const before = await db.all(db.sql('scan'))
      expect(await at.counts()).toMatchObject({ marked: 1 })
      expect(await at.counts()).toEqual({})
      expect(await db.all(db.sql('scan'))).toEqual(before)
    } finally {
      await db.close()
    }
  },
)
