// Another program at the same database, with nothing of ours: `open` takes { file } or { url }. Run by itself it
// carries out one statement, given as JSON { file or url, sql }, and prints the rows as JSON.

async function open({ file, url }) {
  if (file) {
    const Libsql = require('libsql')
    const db = new Libsql(file, { timeout: 5000 })
    return {
      run: async (sql) => {
        const statement = db.prepare(sql)
        return statement.reader ? statement.all([]) : statement.run([]) && []
      },
      close: async () => db.close(),
    }
  }
  const mssql = require('mssql')
  const pool = await new mssql.ConnectionPool(url).connect()
  return {
    run: async (sql) => (await pool.query(sql)).recordset ?? [],
    close: () => pool.close(),
  }
}

async function main({ sql, ...place }) {
  const db = await open(place)
  process.stdout.write(JSON.stringify(await db.run(sql)))
  await db.close()
}

module.exports = { open }

if (require.main === module) void main(JSON.parse(process.argv[2]))
