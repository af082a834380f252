import path from 'node:path'
import { migrate } from '../../src/db/migrations/index.ts'
import { TestSchool } from '../school.ts'
import { ServedSchool } from './tds/school.ts'

/** A school whose config names a server: the program gets at it over the wire, the test looks behind it. */
export async function servedSchool(jobs: string): Promise<{ school: TestSchool; server: ServedSchool }> {
  const school = await TestSchool.open(jobs)
  await school.with((db) => migrate(db))
  return { school, server: await serve(school, jobs) }
}

/** Puts an embedded school behind a server. */
export async function serve(school: TestSchool, jobs: string): Promise<ServedSchool> {
  const server = await ServedSchool.start(path.join(school.folder, 'school.db'))
  const { port } = server.place
  school.database.section = `database:\n  type: sqlserver\n  connection: Server=127.0.0.1,${port};Database=SIMS;User Id=pars;Password=Pa55word£;Encrypt=no\n`
  school.configure(jobs)
  return server
}
