// The same effect as a job, as somebody would write it by hand: a bare script that sends SQL to libsql.
//   node reference.cjs JOB DATABASE
const Libsql = require('libsql')
const references = require('./references.cjs')

const [job, file] = process.argv.slice(2)
if (!references[job]) throw new Error(`There is no reference for ${job}.`)
const db = new Libsql(file)
db.exec('PRAGMA synchronous = FULL')
db.exec('PRAGMA temp_store = FILE')
const begun = performance.now()
db.exec('BEGIN IMMEDIATE')
for (const sql of references[job]) db.prepare(sql).run([])
db.exec('COMMIT')
const ms = performance.now() - begun
db.close()
process.stdout.write(JSON.stringify({ ms }))
