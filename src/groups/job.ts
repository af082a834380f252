import { z } from 'zod'
import type { JobTable } from '../db/tables.ts'
import { defineJob, type JobDeclaration, nightly } from '../jobs/kit.ts'
import type { Family, FamilyContext } from './family.ts'
import { type GroupCount, groupCounts, membershipPlan } from './membership.ts'

/** What is special to a group job. */
export interface GroupJob {
  name: string
  title: string
  summary: string
  notes: string
  /** School's wall time; a run from 18:00 on makes the groups for tomorrow. */
  at: string
  /** The tables of its sources. */
  reads: JobTable[]
  /** One of its families at least is confidential. */
  confidential?: true
  families(context: FamilyContext): Family[] | Promise<Family[]>
}

/** A job that keeps groups; `groups adopt` asks it what they are called. */
export type GroupJobDeclaration = JobDeclaration<z.ZodObject, GroupCount> & Pick<GroupJob, 'families'>

/** Any job that keeps groups as its source says who belongs in them. The rest is the engine's. */
export function defineGroupJob({ at, reads, families, ...words }: GroupJob): GroupJobDeclaration {
  const job = defineJob({
    ...words,
    notes: `${words.notes} ${EVERY_GROUP_JOB}`,
    schedule: { cycle: 'every-day', at },
    days: 'all',
    missed: nightly,
    params: z.strictObject({}),
    reads: ['school_history', ...reads],
    writes: ['pupil_group', 'group_member', 'kept_group'],
    counts: groupCounts,
    plan: async (_params, context) =>
      membershipPlan(await families({ ...context, day: context.rollDay }), context),
  })
  return { ...job, families }
}

const EVERY_GROUP_JOB =
  'Only pupils on roll are in the groups; a run from 18:00 on counts for tomorrow. A group made by hand is never touched, whatever it is called; those that PARS made are taken over with `groups adopt`. A group whose source is gone is emptied, kept for 90 days because saved reports point at it, and taken up again if its source comes back. When a source is suddenly empty, or more pupils than the guard allows would go for no recorded reason, nothing changes until somebody approves.'
