import { functions } from './functions.ts'
import { common, type Kind } from './kinds.ts'
import { NotTsql } from './tokens.ts'
import {
  type Condition,
  type Expression,
  type Item,
  isCondition,
  type Query,
  type Select,
  type Source,
  type Statement,
} from './tree.ts'

/** A column of a table, or of what a query gives. */
export interface Column {
  name: string | undefined
  kind: Kind
  isIdentity?: boolean
}

/** What is known of the tables that a statement names: undefined for one that nobody knows here. */
export type Tables = (name: string) => Column[] | undefined

/** Where a name is looked up: the sources of a SELECT, then those around it. */
interface Scope {
  sources: { name: string; columns: Column[] | undefined }[]
  around?: Scope
  /** What the rows are put together by, as written; undefined where they are not. */
  grouped?: Set<string>
  ctes: Map<string, Column[]>
}

/** What an expression stands in. */
interface Place {
  scope: Scope
  /** Inside of an aggregate's argument. */
  inAggregate?: boolean
  aggregates?: 'allowed'
  windows?: 'allowed'
}

/**
 * Looks at a statement as SQL Server's binder does, as far as SQLite is kinder or means something else.
 * @throws NotTsql
 */
export class Check {
  readonly #tables: Tables
  readonly #parameters: (name: string) => Kind

  constructor(tables: Tables, parameters: (name: string) => Kind) {
    this.#tables = tables
    this.#parameters = parameters
  }

  statement(statement: Statement): Column[] {
    switch (statement.is) {
      case 'query':
        return this.query(statement.query)
      case 'insert':
        this.#insert(statement)
        return []
      case 'update':
        this.#update(statement)
        return []
      case 'delete':
        if (statement.where) this.#condition(statement.where, { scope: this.#target(statement.table) })
        return []
      case 'truncate':
        return []
    }
  }

  #target(table: string): Scope {
    return { sources: [{ name: table, columns: this.#tables(table) }], ctes: new Map() }
  }

  #insert({ into, columns, rows }: Extract<Statement, { is: 'insert' }>): void {
    const declared = this.#tables(into)
    const targets = columns.map((name) => {
      if (declared && !declared.some((one) => one.name === name)) throw new NotTsql(`${into} has no ${name}`)
      const column = declared?.find((one) => one.name === name)
      if (column?.isIdentity) throw new NotTsql(`${into}.${name} is given out by the server (544)`)
      return column?.kind ?? 'any'
    })
    const place: Place = { scope: { sources: [], ctes: new Map() } }
    if (Array.isArray(rows) && rows.length > 1000) throw new NotTsql('VALUES takes 1,000 rows (10738)')
    const given = Array.isArray(rows)
      ? rows.map((row) => row.map((value) => this.#expression(value, place)))
      : [this.query(rows).map(({ kind }) => kind)]
    for (const kinds of given) {
      if (kinds.length !== targets.length) throw new NotTsql(`${into} gets another number of columns (120)`)
      for (const [at, kind] of kinds.entries()) common(`${into}.${columns[at]}`, [targets[at]!, kind])
    }
  }

  #update({ table, set, where }: Extract<Statement, { is: 'update' }>): void {
    const scope = this.#target(table)
    const columns = scope.sources[0]!.columns
    for (const [name, value] of set) {
      const column = columns?.find((one) => one.name === name)
      if (columns && !column) throw new NotTsql(`${table} has no ${name}`)
      common(`${table}.${name}`, [column?.kind ?? 'any', this.#expression(value, { scope })])
    }
    if (where) this.#condition(where, { scope })
  }

  /** @returns the columns that it gives */
  query(query: Query, around?: Scope): Column[] {
    const ctes = new Map(around?.ctes)
    for (const [name, its] of query.with) ctes.set(name, this.#rows(its, name, { sources: [], ctes }))
    const first = query.parts[0]!
    const isUnion = query.parts.length > 1
    const parts = query.parts.map((part) => this.#select(part, ctes, around, isUnion ? [] : query.orderBy))
    const given = parts[0]!
    for (const part of parts)
      if (part.length !== given.length) throw new NotTsql('the parts of a UNION differ in columns (205)')
    if (isUnion) this.#orderOfUnion(query.orderBy, given)
    if (query.isPaged && query.orderBy.length === 0) throw new NotTsql('OFFSET without ORDER BY')
    if (query.isPaged && first.top) throw new NotTsql('OFFSET beside TOP (10741)')
    return given.map(({ name }, at) => ({
      name,
      kind: isUnion
        ? common(
            `column ${name ?? at + 1} of a UNION`,
            parts.map((part) => part[at]!.kind),
          )
        : given[at]!.kind,
    }))
  }

  #orderOfUnion(orderBy: Expression[], columns: Column[]): void {
    for (const by of orderBy)
      if (by.is !== 'column' || !columns.some(({ name }) => name === by.name))
        throw new NotTsql('a UNION is ordered by something that is not selected (104)')
  }

  /** The rows of a query that stand for a table. */
  #rows(query: Query, name: string, around: Scope | undefined): Column[] {
    this.#unordered(query)
    const columns = this.query(query, around)
    const names = columns.map((column) => column.name?.toLowerCase())
    for (const [at, one] of names.entries()) {
      if (one === undefined) throw new NotTsql(`column ${at + 1} of ${name} has no name (8155)`)
      if (one !== '*' && names.indexOf(one) !== at) throw new NotTsql(`${name} has ${one} twice (8156)`)
    }
    return columns
  }

  /** A table that is filled from a query: the order of its rows means nothing, and each column has a name. */
  staged(query: Query): Column[] {
    const columns = this.#rows(query, 'a staged table', undefined)
    for (const { name, kind } of columns)
      if (kind === 'nothing') throw new NotTsql(`${name} of a staged table has no type: cast the null`)
    return columns
  }

  #unordered({ orderBy, isPaged, parts }: Query): void {
    if (orderBy.length > 0 && !isPaged && !parts[0]!.top)
      throw new NotTsql('ORDER BY in a query inside another one, without TOP (1033)')
  }

  #select(
    select: Select,
    ctes: Map<string, Column[]>,
    around: Scope | undefined,
    orderBy: Expression[],
  ): Column[] {
    const scope: Scope = { sources: [], ctes, ...(around ? { around } : {}) }
    for (const source of select.from) this.#source(source, scope)
    if (select.where) this.#condition(select.where, { scope })
    for (const by of select.groupBy) this.#groupBy(by, scope)
    const isGrouped =
      select.groupBy.length > 0 || select.having !== undefined || select.items.some(hasAggregate)
    if (isGrouped) scope.grouped = new Set(select.groupBy.map((by) => this.#written(by, scope)))
    const place: Place = { scope, aggregates: 'allowed', windows: 'allowed' }
    if (select.having) this.#condition(select.having, { scope, aggregates: 'allowed' })
    if (select.top) this.#expression(select.top, { scope: { sources: [], ctes } })
    const columns = select.items.flatMap((item) => this.#item(item, place))
    this.#order(orderBy, select, columns, place)
    return columns
  }

  #source({ rows, alias, on }: Source, scope: Scope): void {
    const name = alias ?? (typeof rows === 'string' ? rows : undefined)
    if (name === undefined) throw new NotTsql('rows of a query without a name')
    if (scope.sources.some((one) => one.name.toLowerCase() === name.toLowerCase()))
      throw new NotTsql(`two sources are called ${name} (1012)`)
    // What stands beside it in FROM is out of reach.
    const columns =
      typeof rows === 'string'
        ? (scope.ctes.get(rows) ?? this.#tables(rows))
        : this.#rows(rows, name, scope.around ?? { sources: [], ctes: scope.ctes })
    scope.sources.push({ name, columns })
    if (on) this.#condition(on, { scope })
  }

  #groupBy(by: Expression, scope: Scope): void {
    this.#expression(by, { scope })
    let hasColumn = false
    walk(by, (part) => {
      if (part.is === 'parameter')
        throw new NotTsql('GROUP BY a parameter: in the select list it is another one (8120)')
      if (part.is === 'rows') throw new NotTsql('GROUP BY a subquery (144)')
      hasColumn ||= part.is === 'column'
    })
    if (!hasColumn) throw new NotTsql('GROUP BY something without a column (164)')
  }

  #item(item: Item, place: Place): Column[] {
    if (item.is === 'one') {
      const kind = this.#expression(item.value, place)
      return [{ name: item.name ?? (item.value.is === 'column' ? item.value.name : undefined), kind }]
    }
    const { sources, grouped } = place.scope
    const found = sources.filter(({ name }) => item.of === undefined || name === item.of)
    if (found.length === 0) throw new NotTsql(`there is no ${item.of ?? 'source'} to take all columns of`)
    if (grouped) throw new NotTsql('all columns, where rows are put together (8120)')
    return found.flatMap(({ columns }) => columns ?? [{ name: '*', kind: 'any' }])
  }

  #order(orderBy: Expression[], { distinct, items }: Select, columns: Column[], place: Place): void {
    const written = new Set<string>()
    for (const by of orderBy) {
      const isNamed =
        by.is === 'column' && by.of === undefined && columns.some(({ name }) => name === by.name)
      const its = isNamed ? by.name : this.#written(by, place.scope)
      if (written.has(its)) throw new NotTsql(`ordered by ${its} twice (169)`)
      written.add(its)
      if (isNamed) continue
      this.#expression(by, place)
      if (!hasColumn(by)) throw new NotTsql('ORDER BY something without a column (1008, 408)')
      const isSelected = items.some(
        (item) => item.is === 'all' || (item.is === 'one' && this.#written(item.value, place.scope) === its),
      )
      if (distinct && !isSelected) throw new NotTsql('DISTINCT is ordered by what is not selected (145)')
    }
  }

  #condition(condition: Condition, place: Place): void {
    switch (condition.is) {
      case 'and':
      case 'or':
      case 'not':
        for (const part of condition.parts) this.#condition(part, place)
        return
      case 'missing':
        this.#expression(condition.value, place)
        return
      case 'exists':
        this.#unordered(condition.query)
        this.query(condition.query, place.scope)
        return
      case 'in': {
        const kinds = condition.parts.map((part) => this.#expression(part, place))
        if (condition.query) kinds.push(this.#single(condition.query, place))
        common('IN', kinds)
        return
      }
      case 'compare':
        common(
          `“${condition.sign}”`,
          condition.parts.map((part) => this.#expression(part, place)),
        )
    }
  }

  /** A query of one column. */
  #single(query: Query, { scope }: Place): Kind {
    this.#unordered(query)
    const columns = this.query(query, scope)
    if (columns.length !== 1) throw new NotTsql('a query of several columns where one value belongs (116)')
    return columns[0]!.kind
  }

  #expression(value: Expression, place: Place): Kind {
    const { scope } = place
    if (!place.inAggregate && value.is !== 'column' && scope.grouped?.has(this.#written(value, scope)))
      return this.#expression(value, { ...place, inAggregate: true })
    switch (value.is) {
      case 'column':
        return this.#column(value, place).kind
      case 'parameter':
        return this.#parameters(value.name)
      case 'number':
        return value.text.includes('.') ? 'fraction' : 'int'
      case 'text':
        return 'said'
      case 'null':
        return 'nothing'
      case 'rows':
        if (place.inAggregate) throw new NotTsql('a subquery inside an aggregate (130)')
        return this.#single(value.query, place)
      case 'cast':
        this.#expression(value.value, place)
        return castTo(value.to)
      case 'sum':
        return this.#sum(
          value.sign,
          value.parts.map((part) => this.#expression(part, place)),
        )
      case 'case':
        return this.#case(value, place)
      case 'call':
        return this.#call(value, place)
    }
  }

  #sum(sign: string, kinds: Kind[]): Kind {
    const kind = common(`“${sign}”`, kinds)
    if (kind === 'said' || kind === 'text') throw new NotTsql('texts are put together by concat only')
    if (kind === 'date' || kind === 'instant') throw new NotTsql('SQL Server does not calculate with dates')
    return kind === 'bit' ? 'int' : kind
  }

  #case({ operand, when, otherwise }: Extract<Expression, { is: 'case' }>, place: Place): Kind {
    const tested = operand ? [this.#expression(operand, place)] : []
    for (const [test] of when) {
      if (isCondition(test)) this.#condition(test, place)
      else tested.push(this.#expression(test, place))
    }
    common('CASE', tested)
    const results = [...when.map(([, result]) => result), ...(otherwise ? [otherwise] : [])]
    const kinds = results.map((result) => this.#expression(result, place))
    if (kinds.every((kind) => kind === 'nothing')) throw new NotTsql('CASE of nulls only (8133)')
    return common('CASE', kinds)
  }

  #call(call: Extract<Expression, { is: 'call' }>, place: Place): Kind {
    const { name, args, distinct, over } = call
    const known = functions[name]
    if (!known) throw new NotTsql(`${name}() is not known to mean the same in SQL Server 2016 and SQLite`)
    const [least, most] = known.args
    if (args.length < least || args.length > most)
      throw new NotTsql(`${name}() takes ${least} to ${most} arguments, and has ${args.length}`)
    if (over) {
      this.#window(call, place)
    } else if (known.kind === 'window') throw new NotTsql(`${name}() without OVER`)
    else if (known.kind === 'aggregate') {
      if (place.inAggregate) throw new NotTsql('an aggregate inside another one (130)')
      if (place.aggregates !== 'allowed') throw new NotTsql('an aggregate where none may be (147)')
    }
    const inside: Place =
      known.kind === 'aggregate' && !over
        ? { scope: place.scope, inAggregate: true }
        : { ...place, ...(over ? { windows: undefined as never } : {}) }
    const isAll = args[0]?.is === 'column' && args[0].name === '*'
    const kinds = isAll ? [] : args.map((arg) => this.#expression(arg, inside))
    if (name === 'concat' && kinds.includes('instant')) throw new NotTsql('a moment as a text differs')
    if (name === 'count' && (distinct || !isAll) && over && distinct)
      throw new NotTsql('DISTINCT inside of a window (10759)')
    if (known.kind === 'aggregate' && name !== 'count') {
      if (kinds[0] === 'bit') throw new NotTsql(`${name}() of a bit (8117)`)
      if (name === 'sum' && !['int', 'fraction', 'any'].includes(kinds[0]!))
        throw new NotTsql(`sum() of ${kinds[0]}`)
    }
    if (['ltrim', 'rtrim', 'lower', 'upper', 'replace', 'substring'].includes(name) && kinds[0] !== 'any')
      common(`${name}()`, [kinds[0]!, 'text'])
    // How far to look back is a number, whatever is looked for.
    if (name === 'lag' || name === 'lead') kinds.splice(1, 1)
    return known.gives ?? common(`${name}()`, kinds)
  }

  #window({ name, over }: Extract<Expression, { is: 'call' }>, place: Place): void {
    if (place.windows !== 'allowed') throw new NotTsql('a window where none may be (4108)')
    const { partition, order, frame } = over!
    for (const one of [...partition, ...order])
      this.#expression(one, { ...place, windows: undefined as never })
    for (const one of order) if (!hasColumn(one)) throw new NotTsql('a window ordered by no column (5308)')
    if (functions[name]?.kind === 'window' && order.length === 0)
      throw new NotTsql(`${name}() needs ORDER BY in its window (4112)`)
    if (frame && !FRAME.test(frame))
      throw new NotTsql(`the frame “${frame}”: SQL Server takes ROWS, and of RANGE hardly anything (4194)`)
  }

  #column(column: Extract<Expression, { is: 'column' }>, place: Place): Column {
    const found = resolve(column, place.scope)
    const { grouped } = found.scope
    const isInside = place.inAggregate === true && found.scope === place.scope
    if (grouped && !isInside && !grouped.has(found.written))
      throw new NotTsql(`${found.written} is neither grouped by nor inside an aggregate (8120)`)
    return found.column
  }

  /** The same text for what means the same. */
  #written(value: Expression, scope: Scope): string {
    if (value.is === 'column') return value.name === '*' ? '*' : resolve(value, scope).written
    return JSON.stringify(value, (key, part) => {
      // Names in there are looked up from there; two queries are never taken for the same.
      if (key === 'query') return Math.random()
      return part?.is === 'column' && part.name !== '*' ? resolve(part, scope).written : part
    })
  }
}

interface Resolved {
  column: Column
  written: string
  scope: Scope
}

function resolve({ of, name }: { of?: string; name: string }, start: Scope): Resolved {
  for (let scope: Scope | undefined = start; scope; scope = scope.around) {
    const sources = scope.sources.filter((source) => of === undefined || source.name === of)
    const found = sources.flatMap(({ name: source, columns }) =>
      (columns ?? []).filter((column) => column.name === name).map((column) => ({ source, column })),
    )
    if (found.length > 1)
      throw new NotTsql(`${name} may be that of ${found.map(({ source }) => source)} (209)`)
    if (found[0]) return { column: found[0].column, written: `${found[0].source}.${name}`, scope }
    const isOpen = sources.some(({ columns }) => !columns || columns.some((column) => column.name === '*'))
    if (isOpen) return { column: { name, kind: 'any' }, written: `${of ?? sources[0]!.name}.${name}`, scope }
    if (of !== undefined && sources.length > 0) throw new NotTsql(`${of} has no ${name} (207)`)
  }
  throw new NotTsql(`there is no ${of ? `${of}.` : ''}${name} here (207, 4104)`)
}

function castTo(type: string): Kind {
  if (/^(big)?int$/.test(type)) return 'int'
  if (/^n?varchar\(…\)$/.test(type)) return 'text'
  if (/^(decimal|numeric)\(…\)$/.test(type) || type === 'float') return 'fraction'
  // Of a text without a length CAST makes thirty characters.
  throw new NotTsql(`CAST to ${type}`)
}

const FRAME =
  /^rows (unbounded preceding|between (unbounded|\d+) preceding and (current row|\d+ following|unbounded following))$/

/** Every expression in it, not into subqueries. */
function walk(value: Expression | Condition, visit: (part: Expression) => void): void {
  if (isCondition(value)) {
    if (value.is === 'missing') walk(value.value, visit)
    else if (value.is !== 'exists') for (const part of value.parts) walk(part, visit)
    return
  }
  visit(value)
  switch (value.is) {
    case 'call':
      for (const part of [...value.args, ...(value.over?.partition ?? []), ...(value.over?.order ?? [])])
        walk(part, visit)
      return
    case 'cast':
      walk(value.value, visit)
      return
    case 'sum':
      for (const part of value.parts) walk(part, visit)
      return
    case 'case':
      if (value.operand) walk(value.operand, visit)
      for (const [test, result] of value.when) {
        walk(test, visit)
        walk(result, visit)
      }
      if (value.otherwise) walk(value.otherwise, visit)
  }
}

function hasColumn(value: Expression): boolean {
  let found = value.is === 'rows'
  walk(value, (part) => {
    found ||= part.is === 'column' || part.is === 'rows'
  })
  return found
}

function hasAggregate(item: Item): boolean {
  let found = false
  if (item.is === 'one')
    walk(item.value, (part) => {
      found ||= part.is === 'call' && !part.over && functions[part.name]?.kind === 'aggregate'
    })
  return found
}
