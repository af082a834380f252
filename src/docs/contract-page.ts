import { contract } from '../db/contract.ts'
import type { Column, Table } from '../db/table.ts'

/** docs/contract.md: the school's tables as the jobs see them. */
export function contractPage(): string {
  return [
    '# The contract: the school’s tables as the jobs see them',
    'Made from `src/db/contract.ts`; change that, not this page.',
    'These are not the tables of SIMS or PARS, whose layout is not public. Everything a job reads or writes goes through these names; a school maps its own tables onto them, and the embedded school has exactly these.',
    ...Object.entries(contract).map(([name, table]) => section(name, table)),
    '',
  ].join('\n\n')
}

function section(name: string, table: Table): string {
  const rows = Object.entries(table.columns).map(
    ([column, declared]) => `| \`${column}\` | ${typeText(declared)} | ${declared.about} |`,
  )
  const unique = table.unique.map((columns) => `Unique: ${columns.join(', ')}.`)
  const indexes = table.indexes.map((columns) => `Index: ${columns.join(', ')}.`)
  return [
    `## ${name}`,
    table.about,
    ['| Column | Type | |', '| --- | --- | --- |', ...rows].join('\n'),
    [`Key: ${table.primaryKey.join(', ')}.`, ...unique, ...indexes, ...sims(table)].join(' '),
  ].join('\n\n')
}

const sims = ({ source, ours }: Table) =>
  source
    ? [
        `Of SIMS: it may be in another database (the section \`sims\` of the config)${ours ? `, of which only rows with a ${ours} are read and written` : ''}.`,
      ]
    : []

function typeText({ type, length, nullable, references, personal }: Column): string {
  const size = length ? `(${length})` : ''
  return `${references ? `→ ${references}` : type + size}${nullable ? ', may be missing' : ''}${personal ? ', personal' : ''}`
}
