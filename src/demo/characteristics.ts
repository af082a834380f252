import type { TableName } from '../db/contract.ts'
import type { Row } from '../db/database.ts'
import { carerRows, indicatorColumns, languageColumns, languageRows, serviceRows } from './backgrounds.ts'
import { riderColumns, riderRows, routeColumns, routeRows } from './buses.ts'
import { consentColumns, consentRows, consentTypeColumns, consentTypeRows } from './consents.ts'
import type { Families } from './families.ts'
import type { Frame } from './frame.ts'
import { giftedColumns, giftedRows } from './gifted.ts'
import { Holders } from './holders.ts'
import { mealColumns, mealRows, mealsOf, premiumColumns, premiumRows } from './meals.ts'
import { conditionColumns, conditionRows, medicalColumns, medicalRows } from './medical.ts'
import { stageColumns, stageRows } from './needs.ts'
import { PARS_GROUPS } from './pars-groups.ts'
import type { Pupils } from './pupils.ts'

export type Fill = (table: TableName, columns: string[], rows: Iterable<Row[string][]>) => Promise<void>

/** Writes what the groups of pupils are made from, and says whom it made belong in which. */
export async function fillCharacteristics(
  fill: Fill,
  frame: Frame,
  pupils: Pupils,
  families: Families,
): Promise<Holders> {
  const holders = new Holders(frame, pupils, PARS_GROUPS)
  await fill('sen_stage', stageColumns, stageRows(frame, pupils, holders))
  await fill('gifted_talented', giftedColumns, giftedRows(frame, pupils, holders))
  const meals = mealsOf(frame, pupils)
  await fill('free_school_meal', mealColumns, mealRows(frame, pupils, meals, holders))
  await fill('pupil_premium', premiumColumns, premiumRows(frame, pupils, meals, holders))
  await fill('pupil_language', languageColumns, languageRows(frame, pupils, families))
  await fill('service_child', indicatorColumns, serviceRows(frame, pupils))
  await fill('young_carer', indicatorColumns, carerRows(frame, pupils))
  await fill('bus_route', routeColumns, routeRows(frame))
  await fill('pupil_bus_route', riderColumns, riderRows(frame, pupils))
  await fill('consent_type', consentTypeColumns, consentTypeRows(frame))
  await fill('pupil_consent', consentColumns, consentRows(frame, pupils, holders))
  await fill('medical_condition', conditionColumns, conditionRows(frame))
  await fill('pupil_medical', medicalColumns, medicalRows(frame, pupils, holders))
  return holders
}
