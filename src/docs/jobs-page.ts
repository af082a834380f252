import { z } from 'zod'
import { registry } from '../jobs/index.ts'
import type { JobDeclaration } from '../jobs/kit.ts'
import { compileSchedule } from '../schedule/schedule.ts'

/** docs/jobs.md: a section for each job, from its declaration. */
export function jobsPage(): string {
  const jobs = Object.values(registry)
  return [
    '# The jobs',
    'Made from the declarations in `src/jobs/`; change those, not this page.',
    jobs.map(({ name, summary }) => `- [\`${name}\`](#${name}): ${summary}`).join('\n'),
    ...jobs.map(section),
    '',
  ].join('\n\n')
}

function section(job: JobDeclaration): string {
  const counts = Object.entries(job.counts).map(([count, meaning]) => `- \`${count}\`: ${meaning}`)
  return [
    `## ${job.name}`,
    `*${job.title}.* ${job.summary}`,
    ...(job.notes ? [job.notes] : []),
    facts(job),
    ...parameters(job),
    `It reports:\n\n${counts.join('\n')}`,
    `Try it without changing anything: \`pars-auto ${job.name} --dry-run\``,
  ].join('\n\n')
}

function facts(job: JobDeclaration): string {
  const compiled = compileSchedule(job.schedule)
  const days = { all: 'every day of the calendar', school: 'school days', staff: 'school and INSET days' }[
    job.days
  ]
  const rows = [
    ['Runs, unless the config says otherwise', compiled.ok ? compiled.schedule.text : ''],
    ['On', days],
    ['When its time was missed', missedText(job)],
    ...(job.after ? [['After', `every job of the config of these kinds: ${job.after.join(', ')}`]] : []),
    ['Mandatory', job.mandatory ? 'yes: only its time can be set' : 'no'],
    ['Reads', job.reads.join(', ') || 'nothing else'],
    ['Writes', job.writes.join(', ')],
  ]
  return ['| | |', '| --- | --- |', ...rows.map(([name, value]) => `| ${name} | ${value} |`)].join('\n')
}

function missedText({ missed }: JobDeclaration): string {
  const how = { skip: 'it is skipped', once: 'it runs once', all: 'each missed slot runs' }[missed.policy]
  const until = missed.within ? `, up to ${missed.within} late` : ', before its next slot'
  const hours =
    missed.hours === 'any' ? ', at any hour' : ', outside school hours and the server’s busy hours'
  return missed.policy === 'skip' ? how : how + until + hours
}

function parameters(job: JobDeclaration): string[] {
  const { properties = {}, required = [] } = z.toJSONSchema(job.params, { io: 'input' }) as {
    properties?: Record<string, { description?: string; default?: unknown }>
    required?: string[]
  }
  const usual = (name: string, value: unknown) =>
    required.includes(name) ? 'must be set' : String(value ?? '') || 'none'
  const rows = Object.entries(properties).map(
    ([name, { description, default: value }]) =>
      `| \`${name}\` | ${usual(name, value)} | ${description ?? ''} |`,
  )
  return rows.length > 0 ? [['| Setting | Default | |', '| --- | --- | --- |', ...rows].join('\n')] : []
}
