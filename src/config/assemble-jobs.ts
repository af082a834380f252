import { registry } from '../jobs/index.ts'
import type { JobDeclaration } from '../jobs/kit.ts'
import type { SlotRules } from '../schedule/slots.ts'
import type { Checker } from './check.ts'
import { type Draft, type DraftJob, type JobFields, mandatoryJobs } from './draft.ts'
import { fieldsOf, JOB_ID, jobFields, jobNamed } from './job-schema.ts'
import { nameOf, type Path } from './problem.ts'
import { quote } from './quote.ts'
import { declarationOf } from './shape.ts'
import { didYouMean, nearest } from './suggest.ts'
import { conflict, scheduleOf, type TimingKey } from './timing.ts'
import { at, type Located } from './tree.ts'

/** Longer ids would not fit into a line of the history. */
const LONGEST_ID = 60

/** Adds the jobs of the file to a draft, and the mandatory ones that the file does not mention. */
export function assembleJobs(draft: Draft, checker: Checker) {
  const jobs = at(draft.root, ['jobs'])
  if (jobs?.kind === 'map') {
    draft.ids = new Set(jobs.entries.keys())
    for (const [id, { value }] of jobs.entries) addJob(draft, id, value, checker)
  } else if (jobs && !(jobs.kind === 'scalar' && jobs.value === null)) {
    const glued = jobs.kind === 'scalar' && jobNamed(jobs.value)
    const hint = glued ? `a colon is missing: '${jobs.value}:'` : undefined
    checker.add('wrong-type', ['jobs'], "'jobs' must be a group of keys, one for each job", hint, 'key')
  }
  for (const job of mandatoryJobs()) {
    const isMentioned = draft.ids.has(job.name) || draft.jobs.some((one) => one.job === job)
    if (!isMentioned) draft.jobs.push(assembleJob(draft, job.name, job, checker))
  }
}

function addJob(draft: Draft, id: string, body: Located, checker: Checker) {
  const path = ['jobs', id]
  const job = declarationOf(id, body)
  if (body.kind === 'list' || (body.kind === 'scalar' && body.value !== null)) {
    const hint = 'each on a line of its own below it; with nothing below it, the job has its defaults'
    checker.add('wrong-type', path, `${quote(id)} must be a group of keys`, hint, 'key')
  } else if (!job) unknownJob(id, body, checker)
  else {
    checkId(id, path, checker)
    const namesake = jobNamed(id)
    if (namesake && namesake !== job) {
      checker.add('job-id', path, `${quote(id)} is the name of another job`, 'choose another id', 'key')
    }
    draft.jobs.push(assembleJob(draft, id, job, checker))
  }
}

function checkId(id: string, path: Path, checker: Checker) {
  if (JOB_ID.test(id) && id.length <= LONGEST_ID) return
  const hint = `small letters, digits and hyphens, such as ${kebab(id)}; at most ${LONGEST_ID} characters`
  checker.add('job-id', path, `${quote(id)} cannot be the id of a job`, hint, 'key')
}

function unknownJob(id: string, body: Located, checker: Checker) {
  const path = ['jobs', id]
  const named = body.kind === 'map' ? body.entries.get('job')?.value : undefined
  const names = Object.keys(registry)
  if (named?.kind === 'scalar' && named.value !== null) {
    const message = `there is no job ${quote(String(named.value))}`
    const hint = didYouMean(String(named.value), names, 'the jobs are')
    checker.add('unknown-job', [...path, 'job'], message, hint)
  } else {
    const near = nearest(id, names)
    const hint = near
      ? `did you mean ${quote(near)}?`
      : `an id of your own needs the line 'job: NAME' below it; the jobs are ${names.join(', ')}`
    checker.add('unknown-job', path, `there is no job ${quote(id)}`, hint, 'key')
  }
  const { job: _job, ...common } = jobFields
  checker.checkEach(common, path)
}

function assembleJob(draft: Draft, id: string, job: JobDeclaration, checker: Checker): DraftJob {
  const path: Path = ['jobs', id]
  const body = at(draft.root, path)
  const entries = body?.kind === 'map' ? [...body.entries] : []
  const written = entries
    .filter(([, { value }]) => !(value.kind === 'scalar' && value.value === null))
    .map(([key]) => key)
  checker.checkKeys(path, Object.keys(fieldsOf(job)))
  const fields: JobFields = checker.checkEach(jobFields, path)
  const drafted: DraftJob = { id, job, path, written, fields, scheduleWarnings: [] }
  drafted.params = paramsOf(job, path, checker)
  drafted.rules = draft.zone && slotRules({ ...draft, zone: draft.zone }, job, fields)
  compile(drafted, checker)
  return drafted
}

/** What a job's schedule needs to become slots, from its fields and its own usual ones. */
export function slotRules(
  { zone, calendar, busy }: Pick<SlotRules, 'zone' | 'calendar' | 'busy'>,
  job: JobDeclaration,
  { days, nonSchoolDay }: JobFields,
): SlotRules {
  return {
    zone,
    calendar,
    busy,
    days: days ?? job.days,
    nonSchoolDay: nonSchoolDay ?? job.nonSchoolDay ?? 'skip',
  }
}

function paramsOf(job: JobDeclaration, path: Path, checker: Checker): Record<string, unknown> | undefined {
  const before = checker.findings.length
  const params = checker.checkEach(job.params.shape, path)
  for (const [name, schema] of Object.entries(job.nested?.(params) ?? {})) {
    const place = [...path, name]
    // The job's own schema says what may stand there at all.
    if (schema && params[name] !== undefined) checker.check(schema, place)
  }
  if (checker.findings.length > before) return undefined
  // What holds between several parameters is checked when each of them is right.
  const result = job.params.safeParse(params)
  for (const { path: field, message } of result.error?.issues ?? []) {
    const place = [...path, ...(field as Path)]
    checker.add('wrong-value', place, `${quote(nameOf(place))}: ${message}`)
  }
  return result.data
}

const TIMING: TimingKey[] = ['cycle', 'at', 'cron', 'every', 'between']

function compile(drafted: DraftJob, checker: Checker) {
  const { job, path, fields, written } = drafted
  const keys = TIMING.filter((key) => written.includes(key))
  if (keys.some((key) => fields[key] === undefined)) return
  const odd = conflict(keys, job)
  if (odd) return checker.add('schedule', [...path, odd.key], odd.message, undefined, 'key')
  const compiled = scheduleOf(fields, job)
  if (!compiled.ok)
    checker.add('schedule', [...path, compiled.key], `${compiled.key}: ${compiled.message}`, compiled.hint)
  else {
    drafted.schedule = compiled.schedule
    drafted.scheduleWarnings = compiled.warnings
  }
}

function kebab(id: string): string {
  const plain = id
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .replace(/([a-z])([A-Z])/g, '$1-$2')
  const words = plain.toLowerCase().match(/[a-z0-9]+/g) ?? ['nightly', 'clean', 'up']
  const name = words.join('-').replace(/^(?=\d)/, 'job-')
  return name.slice(0, LONGEST_ID).replace(/-$/, '')
}
