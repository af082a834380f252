import type { Handover } from './handover.ts'

/** For a terminal, a wiki or a ticket. */
export function handoverText(handover: Handover): string {
  const { school, madeText, jobs, whenItFails, where, secrets, calendar, toMind } = handover
  const list = (lines: string[]) => `${lines.map((line) => `- ${line}`).join('\n')}\n`
  const lineOf = ({ job, what, why, runs, who, standing }: Handover['jobs'][number]) =>
    [
      `**${job}**, ${[runs, ...standing].join('; ')}\n  ${what}. ${why}`,
      ...(who.length > 0 ? [`  Goes to: ${who.join('; ')}`] : []),
    ].join('\n')
  const parts = [
    `# ${school}: what runs by itself\n\nAs it stood on ${madeText}.\n`,
    `## What runs when, and why\n\n${list(jobs.map(lineOf))}`,
    `## When it fails\n\n${list(whenItFails.map((advice) => `${advice.if}: ${advice.do}`))}`,
    `## Where it is\n\n${list(where.map(([what, place]) => `${what}: ${place}`))}`,
    `## Secrets\n\n${list(secrets)}`,
    `## Calendar\n\n${list([calendar])}`,
    ...(toMind.length > 0 ? [`## To mind\n\n${list(toMind)}`] : []),
  ]
  return parts.join('\n')
}
