// Makes the database that PARS_TEST_MSSQL_URL names, where it is missing; waits a minute for a server that is starting.
const mssql = require('mssql')

const DEFAULT =
  'Server=127.0.0.1,1433;Database=pars_test;User Id=sa;Password=Only-for-tests-1;TrustServerCertificate=yes'

async function connect(url) {
  for (let tries = 1; ; tries += 1) {
    try {
      return await new mssql.ConnectionPool(url).connect()
    } catch (error) {
      if (tries === 30) throw error
      await new Promise((resolve) => setTimeout(resolve, 2000))
    }
  }
}

async function main(url) {
  const [, name] = /(?:Database|Initial Catalog)\s*=\s*(\w+)/i.exec(url) ?? []
  if (!name) throw new Error('PARS_TEST_MSSQL_URL names no database.')
  const pool = await connect(url.replace(/(Database|Initial Catalog)\s*=\s*\w+/i, 'Database=master'))
  await pool.query(`IF DB_ID(N'${name}') IS NULL CREATE DATABASE [${name}]`)
  // As a school's database may be: a snapshot is one unchanging picture then.
  await pool.query(`ALTER DATABASE [${name}] SET ALLOW_SNAPSHOT_ISOLATION ON`)
  await pool.close()
  console.log(`${name} is there.`)
}

void main(process.env.PARS_TEST_MSSQL_URL ?? DEFAULT)
