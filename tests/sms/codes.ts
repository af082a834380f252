import { registerCodeColumns, registerCodeRows } from '../../src/db/register-codes.ts'
import type { TestSchool } from '../school.ts'

/** The register codes of England. */
export const addRegisterCodes = (school: TestSchool): Promise<number> =>
  school.with((db) => db.bulkInsert('register_code', registerCodeColumns, registerCodeRows()))
