/** What a page says a value of JSON is: docs/json.md, "How a shape is written". */
export type Shape =
  | { is: 'word'; word: string }
  | { is: 'list'; of: Shape }
  | { is: 'map'; of: Shape }
  | { is: 'object'; keys: Map<string, { shape: Shape; mayLack: boolean }> }
  | { is: 'either'; of: Shape[] }

/** Shapes that have a name, to be used in others. */
export type Named = Map<string, Shape>

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
const DATE = /^\d{4}-\d\d-\d\d$/

const WORDS: Record<string, (value: unknown) => boolean> = {
  text: (value) => typeof value === 'string' && !INSTANT.test(value) && !DATE.test(value),
  instant: (value) => typeof value === 'string' && INSTANT.test(value),
  date: (value) => typeof value === 'string' && DATE.test(value),
  number: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  null: (value) => value === null,
  anything: () => true,
}

/** Reads a block: names with their shapes, `LastRun = { … }`, or one shape without a name. */
export function readShapes(text: string, named: Named): Shape | undefined {
  const tokens = text.match(/\.\.\.|[A-Za-z]\w*|[^\s\w]/g) ?? []
  let at = 0
  const fail = (wanted: string): never => {
    throw new Error(`${wanted} is missing before "${tokens.slice(at, at + 6).join(' ')}" in\n${text}`)
  }
  const takes = (token: string) => tokens[at] === token && ++at > 0
  const need = (token: string) => takes(token) || fail(token)
  const word = () => (/^[A-Za-z]/.test(tokens[at] ?? '') ? tokens[at++]! : fail('a word'))

  function either(): Shape {
    const all = [one()]
    while (takes('|')) all.push(one())
    return all.length === 1 ? all[0]! : { is: 'either', of: all }
  }
  function one(): Shape {
    if (takes('[')) {
      const of = either()
      need(']')
      return { is: 'list', of }
    }
    if (takes('{')) return braces()
    const name = word()
    return named.get(name) ?? (name in WORDS ? { is: 'word', word: name } : fail(`a known word for ${name}`))
  }
  function braces(): Shape {
    if (takes('[')) {
      word()
      need(']')
      need(':')
      const of = either()
      need('}')
      return { is: 'map', of }
    }
    const keys: Extract<Shape, { is: 'object' }>['keys'] = new Map()
    while (!takes('}')) {
      if (takes('...')) {
        const other = named.get(word())
        if (other?.is !== 'object') return fail('the name of an object')
        for (const [key, found] of other.keys) keys.set(key, found)
      } else {
        const key = word()
        const mayLack = takes('?')
        keys.set(key, { mayLack, shape: takes(':') ? either() : { is: 'word', word: 'text' } })
      }
      takes(',')
    }
    return { is: 'object', keys }
  }

  let alone: Shape | undefined
  while (at < tokens.length) {
    if (tokens[at + 1] === '=') {
      const name = word()
      at++
      named.set(name, either())
    } else alone = either()
  }
  return alone
}

/** What is not as the page says. `met` gets the place of each key that is there: `runs.at`. */
export function differences(value: unknown, shape: Shape, met: Set<string>, place = ''): string[] {
  const wrong = (what: string) => [`${place || 'it'} ${what}`]
  switch (shape.is) {
    case 'word':
      return WORDS[shape.word]!(value) ? [] : wrong(`is ${JSON.stringify(value)}, and no ${shape.word}`)
    case 'either': {
      const fits = shape.of.find((one) => isOfKind(value, one))
      return fits ? differences(value, fits, met, place) : wrong(`is ${JSON.stringify(value)}`)
    }
    case 'list':
      if (!isOfKind(value, shape)) return wrong('is no list')
      return (value as unknown[]).flatMap((one) => differences(one, shape.of, met, place))
    case 'map':
      if (!isOfKind(value, shape)) return wrong('is no object')
      return Object.values(value as object).flatMap((one) => differences(one, shape.of, met, `${place}.*`))
    case 'object': {
      if (!isOfKind(value, shape)) return wrong('is no object')
      const found = value as Record<string, unknown>
      const unnamed = Object.keys(found).filter((key) => !shape.keys.has(key))
      const within = [...shape.keys].flatMap(([key, { shape: its, mayLack }]) => {
        const here = place ? `${place}.${key}` : key
        if (!(key in found)) return mayLack ? [] : [`${here} is not there`]
        met.add(here)
        return differences(found[key], its, met, here)
      })
      return [...unnamed.map((key) => `${place ? `${place}.` : ''}${key} is not on the page`), ...within]
    }
  }
}

/** Whether a value is a list, an object or such a word as is said, whatever is in it. */
export function isOfKind(value: unknown, shape: Shape): boolean {
  switch (shape.is) {
    case 'word':
      return WORDS[shape.word]!(value)
    case 'list':
      return Array.isArray(value)
    case 'either':
      return shape.of.some((one) => isOfKind(value, one))
    default:
      return typeof value === 'object' && value !== null && !Array.isArray(value)
  }
}

/** The place of every key that a shape names. */
export function placesOf(shape: Shape, place = ''): string[] {
  switch (shape.is) {
    case 'word':
      return []
    case 'either':
      return shape.of.flatMap((one) => placesOf(one, place))
    case 'list':
      return placesOf(shape.of, place)
    case 'map':
      return placesOf(shape.of, `${place}.*`)
    case 'object':
      return [...shape.keys].flatMap(([key, { shape: its }]) => {
        const here = place ? `${place}.${key}` : key
        return [here, ...placesOf(its, here)]
      })
  }
}
