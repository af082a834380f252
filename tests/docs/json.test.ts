import { expect, test } from 'vitest'
import type { ServerFacts } from '../../src/db/mssql/facts.ts'
import { registry } from '../../src/jobs/index.ts'
import { everyCommand } from '../commands/every-command.ts'
import { cups, TestCups } from '../print/cups.ts'
import { textOf } from './blocks.ts'
import { Desk } from './desk.ts'
import { AT_THE_DEMO, AT_THE_TRUST, atTheDemo, atTheTrust, type Step } from './everything.ts'
import { differences, isOfKind, type Named, placesOf, readShapes, type Shape } from './shape.ts'

const PAGE = 'docs/json.md'
const JOB = 'JOB'
const PRINTERS = 'print printers'

/** Every command with `--json`, in the order of docs/commands.md; those of the jobs as one. */
const commands = [
  ...new Set(
    everyCommand()
      .filter(([, { options }]) => options.some(({ long }) => long === '--json'))
      .map(([name]) => (name in registry ? JOB : name)),
  ),
]

interface Section {
  /** The other page that has its shape. */
  link?: string | undefined
  shapes: Shape[]
}

/** What the page says of each command, in its order. */
function sectionsOf(page: string): Map<string, Section> {
  const named: Named = new Map()
  const sections = new Map<string, Section>()
  for (const [part, ...within] of textOf(page)
    .split(/^## /m)
    .map((part) => part.split(/^### /m))) {
    for (const text of [part!, ...within]) {
      const shapes = [...text.matchAll(/^```\n([\s\S]*?)^```$/gm)].flatMap(
        ([, block]) => readShapes(block!, named) ?? [],
      )
      const name = text.split('\n')[0]!
      const [, link] = /^\[(\S+\.md)\]\(/m.exec(text) ?? []
      if (within.includes(text) && (link !== undefined || shapes.length > 0))
        sections.set(name, { link, shapes })
    }
  }
  return sections
}

const sections = sectionsOf(PAGE)

interface Sample {
  command: string
  line: string
  value: unknown
}

/** Types each line, and keeps what it prints. */
async function typed(desk: Desk, steps: Step[]): Promise<Sample[]> {
  desk.world.err = () => {}
  const all: Sample[] = []
  for (const step of steps) {
    if (typeof step !== 'string') await step(desk)
    else {
      const { said } = await desk.type(`pars-auto ${step} --json`)
      expect({ step, said }).toEqual({ step, said: expect.stringMatching(/^[[{][\s\S]*[\]}]\n$/) })
      all.push({ command: commandOf(step), line: step, value: JSON.parse(said) })
    }
  }
  return all
}

function commandOf(line: string): string {
  const [first = '', second] = line.split(' ')
  const both = `${first} ${second}`
  return commands.includes(both) ? both : first in registry ? JOB : first
}

test(`${PAGE} has every command with --json, in the order of docs/commands.md`, () => {
  expect([...sections.keys()]).toEqual(commands)
})

const linked = [...sections].filter(([, { link }]) => link !== undefined)

test.each(linked)('%s --json is on a page whose keys are compared', (name, { link, shapes }) => {
  expect(shapes).toEqual([])
  const held = textOf('tests/docs/shapes.test.ts')
  expect(held).toMatch(new RegExp(`docs/${link} names the keys of [^']*\\b${name} --json`))
})

/** What only a SQL Server has; its keys are compared with the types. */
const ON_A_SERVER: Record<string, RegExp> = { 'db ping': /^server/, 'db check': /\.base$/ }

/** Where a command does not print what the page says of it, and what the page says and it never prints. */
function wrongOf(name: string, { shapes }: Section, samples: Sample[]): string[] {
  const met = shapes.map(() => new Set<string>())
  const wrong = samples.flatMap(({ line, value }) => {
    const [nearest] = shapes
      .map((shape, at) => {
        const found = new Set<string>()
        return { at, found, differs: differences(value, shape, found), isOther: !isOfKind(value, shape) }
      })
      .sort(
        (one, other) =>
          Number(one.isOther) - Number(other.isOther) || one.differs.length - other.differs.length,
      )
    for (const place of nearest!.found) met[nearest!.at]!.add(place)
    return nearest!.differs.map((what) => `${line}: ${what}`)
  })
  const unmet = shapes
    .flatMap((shape, at) => placesOf(shape).filter((place) => !met[at]!.has(place)))
    .filter((place) => !ON_A_SERVER[name]?.test(place))
  return [...new Set([...wrong, ...unmet.map((place) => `${name}: ${place} is never printed`)])]
}

test(`what each command prints is what ${PAGE} says, key by key`, async () => {
  const samples = [
    ...(await typed(await atTheDemo(), AT_THE_DEMO)),
    ...(await typed(await atTheTrust(), AT_THE_TRUST)),
  ]
  const here = [...sections].filter(([name, { link }]) => link === undefined && name !== PRINTERS)
  const wrong = here.flatMap(([name, section]) =>
    wrongOf(
      name,
      section,
      samples.filter(({ command }) => command === name),
    ),
  )
  expect(wrong).toEqual([])
}, 120_000)

test.skipIf(!cups)(`so it is with ${PRINTERS}, with a real CUPS`, async () => {
  const server = await new TestCups().start()
  try {
    for (const name of ['office', 'library']) server.addPrinter(name)
    server.admin('cupsreject', '-r', 'sold', 'library')
    const samples = await typed(Desk.withConfig('2026-11-23 12:00'), [PRINTERS])
    expect(wrongOf(PRINTERS, sections.get(PRINTERS)!, samples)).toEqual([])
  } finally {
    await server.stop()
    server.remove()
  }
})

test('what a SQL Server says of itself is on the page', () => {
  const facts: Record<keyof ServerFacts, true> = {
    ...{ server: true, version: true, level: true, edition: true, database: true, compatibility: true },
    ...{ collation: true, isReadOnly: true, readCommittedSnapshot: true, snapshotIsolation: true },
    ...{ login: true, originalLogin: true, user: true, connection: true },
  }
  const connection: Record<keyof NonNullable<ServerFacts['connection']>, true> = {
    ...{ isEncrypted: true, transport: true, authentication: true },
  }
  const places = sections.get('db ping')!.shapes.flatMap((shape) => placesOf(shape))
  expect(places.filter((place) => place.startsWith('server.')).sort()).toEqual(
    [
      ...Object.keys(facts).map((key) => `server.${key}`),
      ...Object.keys(connection).map((key) => `server.connection.${key}`),
    ].sort(),
  )
})
