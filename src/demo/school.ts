import { contract, type TableName } from '../db/contract.ts'
import type { Database, Row } from '../db/database.ts'
import { registerCodeColumns, registerCodeRows } from '../db/register-codes.ts'
import { groundColumns, groundRows, outcomeColumns, outcomeRows } from './behaviour.ts'
import { fillCharacteristics } from './characteristics.ts'
import { classColumns, classMemberColumns, classMemberRows, classRows } from './classes.ts'
import { contactColumns, contactRows, pupilContactColumns, pupilContactRows } from './contacts.ts'
import { type Corruption, corruptions } from './corruptions.ts'
import {
  type DetentionSource,
  detentionColumns,
  detentionPupilColumns,
  detentionPupilRows,
  detentionRows,
} from './detentions.ts'
import { makeFamilies } from './families.ts'
import { Frame, type SchoolOptions, SITES, YEARS } from './frame.ts'
import { groupColumns, groupRows, makeGroups, memberColumns, memberRows } from './groups.ts'
import { incidentColumns, incidentRows, type Punishments } from './incidents.ts'
import { Ledger } from './ledger.ts'
import { fillMarks } from './marks.ts'
import { noticeColumns, noticeRows } from './notices.ts'
import { parsGroups } from './pars-groups.ts'
import { HOUSES, pupilColumns, pupilRows, stayColumns, stayRows } from './pupil-rows.ts'
import type { ComingScan } from './readers.ts'
import { makeRoll } from './roll.ts'
import { ruleColumns, ruleRows, ruleScopeColumns, ruleScopeRows } from './rules.ts'
import { fillScans } from './scans.ts'
import { simsBehaviourColumns, simsOutcomeRows, simsTypeRows } from './sims-behaviour.ts'
import { Staff, staffColumns, staffRows } from './staff.ts'
import { copyColumns, copyRows } from './sync-copies.ts'
import { type ComingBatch, fillTexts } from './texts.ts'
import { sessionColumns, sessionRows } from './timetable.ts'

export { createSchoolTables } from '../db/school-tables.ts'
export type { SchoolOptions }

export interface SchoolSummary {
  /** Rows made, for every table of the contract. */
  tables: Record<TableName, number>
  /** What is wrong on purpose, in the order in which to tell it. */
  corruptions: Corruption[]
  /** The scans that the readers will send until the end of `options.until`, in the order in which they happen. */
  coming: ComingScan[]
  /** The texts that staff will write until then, in the order in which they do. */
  comingTexts: ComingBatch[]
}

/**
 * Fills the tables of `createSchoolTables`, which must be empty, with a made-up school: an English secondary
 * school with a sixth form, its last twelve months, and the disorder that the jobs are there to clear up.
 * The same options give the same rows. Committed in many steps: after an error the database is of no use.
 */
export async function fillSchool(db: Database, options: SchoolOptions): Promise<SchoolSummary> {
  const frame = new Frame(options)
  const staff = new Staff(frame)
  const pupils = makeRoll(frame)
  const families = makeFamilies(frame, pupils)
  const ledger = new Ledger()
  const fill = async (table: TableName, columns: string[], rows: Iterable<Row[string][]>) => {
    options.onProgress?.(table)
    await db.transaction((session) => ledger.fill(session, table, columns, rows))
  }

  await fill('preference', ['name', 'value'], preferences)
  await fill('register_code', registerCodeColumns, registerCodeRows())
  await fill(
    'house',
    ['id', 'name'],
    HOUSES.map((name, at) => [at + 1, name]),
  )
  await fill(
    'year_group',
    ['id', 'name', 'national_curriculum_year'],
    YEARS.map((year) => [frame.yearGroupId(year), `Year ${year}`, year]),
  )
  await fill('staff', staffColumns, staffRows(frame, staff))
  await fill(
    'registration_group',
    ['id', 'name', 'year_group_id', 'tutor_id', 'site'],
    frame.groups.map(({ id, name, year }) => [
      ...[id, name, frame.yearGroupId(year), staff.tutorOf(id).id],
      year > 11 ? SITES.sixthForm : SITES.main,
    ]),
  )
  await fill('pupil', pupilColumns, pupilRows(frame, pupils))
  await fill('school_history', stayColumns, stayRows(pupils))
  await fill('teaching_class', classColumns, classRows(frame, staff))
  await fill('class_member', classMemberColumns, classMemberRows(frame, staff, pupils))
  await fill('contact', contactColumns, contactRows(frame, families))
  await fill('pupil_contact', pupilContactColumns, pupilContactRows(pupils, families))

  const holders = await fillCharacteristics(fill, frame, pupils, families)

  await fill('sims_behaviour_type', simsBehaviourColumns, simsTypeRows())
  await fill('sims_behaviour_outcome', simsBehaviourColumns, simsOutcomeRows())
  await fill('behaviour_ground', groundColumns, groundRows())
  await fill('behaviour_outcome', outcomeColumns, outcomeRows())
  await fill('behaviour_rule', ruleColumns, ruleRows(frame))
  await fill('behaviour_rule_scope', ruleScopeColumns, ruleScopeRows(frame))
  const punishments: Punishments = { pupilIds: [], incidentIds: [], days: [], kinds: [] }
  await fill('incident', incidentColumns, incidentRows(frame, staff, pupils, punishments))
  const source: DetentionSource = { frame, staff, pupils, punishments }
  await fill('detention', detentionColumns, detentionRows(source))
  await fill('detention_pupil', detentionPupilColumns, detentionPupilRows(source))
  await fill('notice', noticeColumns, noticeRows(frame, staff))
  const { groups, faults } = makeGroups(frame, pupils)
  groups.push(...parsGroups(frame, pupils, holders, groups.length))
  await fill('pupil_group', groupColumns, groupRows(groups))
  await fill('group_member', memberColumns, memberRows(groups))
  await fill('sync_copy', copyColumns, copyRows(frame))

  await fill('session', sessionColumns, sessionRows(frame))
  const { missing } = await fillMarks(db, ledger, frame, staff, pupils)
  const { coming, away } = await fillScans(db, fill, frame, pupils)
  const comingTexts = await fillTexts(db, fill, frame, staff, away)

  const none = Object.fromEntries(Object.keys(contract).map((table) => [table, 0]))
  return {
    tables: { ...none, ...ledger.counts } as Record<TableName, number>,
    corruptions: corruptions(pupils, faults, missing),
    coming,
    comingTexts,
  }
}

const preferences = [
  ['Defer SIMS writing to Automation', 'yes'],
  ['Allow changes to existing marks', 'yes'],
  ['Minutes until the register closes', '30'],
  ['Show points in registers', 'yes'],
]
