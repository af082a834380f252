import { NotTsql, RESERVED, type Token, tokensOf } from './tokens.ts'
import type { Condition, Expression, Item, Query, Select, Source, Statement, Window } from './tree.ts'

/**
 * Reads the T-SQL that the program writes, and refuses all other: a word that is not read here is either wrong or newer
 * than SQL Server 2016, or nobody has looked yet whether both databases mean the same by it.
 * @throws NotTsql
 */
export function parse(sql: string): Statement {
  return new Parser(tokensOf(sql.replace(/;\s*select @@rowcount( as n)?\s*$/i, ''))).statement()
}

class Parser {
  readonly #tokens: Token[]
  #at = 0

  constructor(tokens: Token[]) {
    this.#tokens = tokens
  }

  statement(): Statement {
    const read = this.#statement()
    if (this.#next.kind !== 'end') this.#fail('nothing more')
    return read
  }

  #statement(): Statement {
    if (this.#take('insert')) return this.#insert()
    if (this.#take('update')) return this.#update()
    if (this.#take('delete')) {
      this.#need('from')
      const table = this.#tableName()
      return { is: 'delete', table, ...this.#where() }
    }
    if (this.#take('truncate')) {
      this.#need('table')
      return { is: 'truncate', table: this.#tableName() }
    }
    return { is: 'query', query: this.#query() }
  }

  #insert(): Statement {
    this.#need('into')
    const into = this.#tableName()
    const columns = this.#list(() => this.#name())
    if (!this.#take('values')) return { is: 'insert', into, columns, rows: this.#query() }
    const rows = [this.#list(() => this.#expression())]
    while (this.#take(',')) rows.push(this.#list(() => this.#expression()))
    return { is: 'insert', into, columns, rows }
  }

  #update(): Statement {
    const table = this.#tableName()
    this.#need('set')
    const set = this.#several((): [string, Expression] => {
      const column = this.#name()
      this.#need('=')
      return [column, this.#expression()]
    })
    return { is: 'update', table, set, ...this.#where() }
  }

  #query(): Query {
    const ctes: Query['with'] = []
    if (this.#take('with')) {
      ctes.push(
        ...this.#several((): [string, Query] => {
          const name = this.#name()
          this.#need('as')
          return [name, this.#inBrackets(() => this.#query())]
        }),
      )
    }
    const parts = [this.#select()]
    while (this.#take('union')) {
      this.#take('all')
      parts.push(this.#select())
    }
    const orderBy = this.#orderBy()
    const isPaged = this.#take('offset')
    if (isPaged) this.#page()
    return { with: ctes, parts, orderBy, isPaged }
  }

  #page(): void {
    this.#expression()
    this.#need('rows')
    if (!this.#take('fetch')) return
    this.#need('next')
    this.#expression()
    this.#need('rows')
    this.#need('only')
  }

  #select(): Select {
    this.#need('select')
    const distinct = this.#take('distinct')
    const top = this.#take('top') ? this.#inBrackets(() => this.#expression()) : undefined
    const items = this.#several(() => this.#item())
    const from = this.#take('from') ? this.#sources() : []
    const { where } = this.#where()
    const groupBy = this.#takeBoth('group', 'by') ? this.#several(() => this.#expression()) : []
    const having = this.#take('having') ? this.#condition() : undefined
    return {
      distinct,
      ...(top ? { top } : {}),
      items,
      from,
      ...(where ? { where } : {}),
      groupBy,
      ...(having ? { having } : {}),
    }
  }

  #item(): Item {
    if (this.#take('*')) return { is: 'all' }
    if (this.#isName(this.#next) && this.#isSign(1, '.') && this.#isSign(2, '*')) {
      const of = this.#name()
      this.#at += 2
      return { is: 'all', of }
    }
    const value = this.#expression()
    if (this.#take('as')) return { is: 'one', value, name: this.#name() }
    return { is: 'one', value }
  }

  #sources(): Source[] {
    const sources = [this.#source()]
    for (;;) {
      if (this.#takeBoth('cross', 'join')) sources.push(this.#source())
      else if (this.#takeBoth('inner', 'join') || this.#takeBoth('left', 'join') || this.#take('join')) {
        const source = this.#source()
        this.#need('on')
        sources.push({ ...source, on: this.#condition() })
      } else return sources
    }
  }

  #source(): Source {
    const rows = this.#isSign(0, '(') ? this.#inBrackets(() => this.#query()) : this.#tableName()
    const isNamed = this.#take('as') || this.#isName(this.#next)
    return isNamed ? { rows, alias: this.#name() } : { rows }
  }

  #where(): { where?: Condition } {
    return this.#take('where') ? { where: this.#condition() } : {}
  }

  #orderBy(): Expression[] {
    if (!this.#takeBoth('order', 'by')) return []
    return this.#several(() => {
      const by = this.#expression()
      if (!this.#take('asc')) this.#take('desc')
      return by
    })
  }

  #condition(): Condition {
    const parts = [this.#both()]
    while (this.#take('or')) parts.push(this.#both())
    return parts.length > 1 ? { is: 'or', parts } : parts[0]!
  }

  #both(): Condition {
    const parts = [this.#single()]
    while (this.#take('and')) parts.push(this.#single())
    return parts.length > 1 ? { is: 'and', parts } : parts[0]!
  }

  #single(): Condition {
    if (this.#take('not')) return { is: 'not', parts: [this.#single()] }
    if (this.#take('exists')) return { is: 'exists', query: this.#inBrackets(() => this.#query()) }
    const start = this.#at
    if (this.#isSign(0, '(') && !this.#isWord(1, 'select')) {
      try {
        return this.#inBrackets(() => this.#condition())
      } catch {
        this.#at = start
      }
    }
    return this.#predicate(this.#expression())
  }

  #predicate(value: Expression): Condition {
    if (this.#take('is')) {
      const not = this.#take('not')
      this.#need('null')
      const missing: Condition = { is: 'missing', value }
      return not ? { is: 'not', parts: [missing] } : missing
    }
    const not = this.#take('not')
    const found = this.#comparison(value)
    return not ? { is: 'not', parts: [found] } : found
  }

  #comparison(value: Expression): Condition {
    if (this.#take('in')) {
      if (this.#isSign(0, '(') && this.#isWord(1, 'select'))
        return { is: 'in', parts: [value], query: this.#inBrackets(() => this.#query()) }
      return { is: 'in', parts: [value, ...this.#list(() => this.#expression())] }
    }
    if (this.#take('between')) {
      const from = this.#expression()
      this.#need('and')
      return { is: 'compare', sign: 'between', parts: [value, from, this.#expression()] }
    }
    if (this.#take('like')) {
      const parts = [value, this.#expression()]
      if (this.#take('escape')) this.#expression()
      return { is: 'compare', sign: 'like', parts }
    }
    const sign = ['=', '<>', '<=', '>=', '<', '>'].find((one) => this.#take(one))
    if (!sign) this.#fail('a comparison: a value alone is no condition')
    return { is: 'compare', sign, parts: [value, this.#expression()] }
  }

  #expression(): Expression {
    return this.#operation(['+', '-'], () => this.#operation(['*', '/', '%'], () => this.#value()))
  }

  #operation(signs: string[], part: () => Expression): Expression {
    let left = part()
    for (let sign = this.#oneOf(signs); sign; sign = this.#oneOf(signs))
      left = { is: 'sum', sign, parts: [left, part()] }
    return left
  }

  #value(): Expression {
    if (this.#take('-')) return { is: 'sum', sign: '-', parts: [{ is: 'number', text: '0' }, this.#value()] }
    if (this.#isSign(0, '(')) {
      if (this.#isWord(1, 'select')) return { is: 'rows', query: this.#inBrackets(() => this.#query()) }
      return this.#inBrackets(() => this.#expression())
    }
    if (this.#take('null')) return { is: 'null' }
    if (this.#take('case')) return this.#case()
    const { kind, text } = this.#next
    if (kind === 'parameter' || kind === 'number' || kind === 'text') {
      this.#at += 1
      return kind === 'parameter' ? { is: kind, name: text } : { is: kind, text }
    }
    if (kind === 'word' && this.#isSign(1, '(')) return this.#call()
    const name = this.#name()
    return this.#take('.') ? { is: 'column', of: name, name: this.#name() } : { is: 'column', name }
  }

  #case(): Expression {
    const operand = this.#isWord(0, 'when') ? undefined : this.#expression()
    const when: [Condition | Expression, Expression][] = []
    while (this.#take('when')) {
      const test = operand ? this.#expression() : this.#condition()
      this.#need('then')
      when.push([test, this.#expression()])
    }
    const otherwise = this.#take('else') ? this.#expression() : undefined
    this.#need('end')
    return { is: 'case', ...(operand ? { operand } : {}), when, ...(otherwise ? { otherwise } : {}) }
  }

  #call(): Expression {
    const name = this.#next.text.toLowerCase()
    this.#at += 1
    if (name === 'cast')
      return this.#inBrackets(() => {
        const value = this.#expression()
        this.#need('as')
        return { is: 'cast', value, to: this.#typeName() }
      })
    this.#need('(')
    const distinct = this.#take('distinct')
    const args: Expression[] = []
    if (this.#take('*')) args.push({ is: 'column', name: '*' })
    else if (!this.#isSign(0, ')')) args.push(...this.#several(() => this.#expression()))
    this.#need(')')
    const over = this.#take('over') ? this.#inBrackets(() => this.#window()) : undefined
    return { is: 'call', name, args, distinct, ...(over ? { over } : {}) }
  }

  #window(): Window {
    const partition = this.#takeBoth('partition', 'by') ? this.#several(() => this.#expression()) : []
    const order = this.#orderBy()
    let frame = ''
    while (!this.#isSign(0, ')')) {
      frame += ` ${this.#next.text.toLowerCase()}`
      this.#at += 1
    }
    return { partition, order, ...(frame ? { frame: frame.trim() } : {}) }
  }

  #typeName(): string {
    const name = this.#next.text.toLowerCase()
    this.#at += 1
    if (!this.#isSign(0, '(')) return name
    this.#list(() => {
      this.#at += 1
    })
    return `${name}(…)`
  }

  /** The last part: where it is, every site decides. */
  #tableName(): string {
    let name = this.#name()
    while (this.#take('.')) name = this.#name()
    return name
  }

  #name(): string {
    if (!this.#isName(this.#next)) this.#fail('a name; a word of the language has to be in brackets')
    this.#at += 1
    return this.#tokens[this.#at - 1]!.text
  }

  #several<T>(one: () => T): T[] {
    const all = [one()]
    while (this.#take(',')) all.push(one())
    return all
  }

  #list<T>(one: () => T): T[] {
    return this.#inBrackets(() => this.#several(one))
  }

  #inBrackets<T>(inside: () => T): T {
    this.#need('(')
    const found = inside()
    this.#need(')')
    return found
  }

  get #next(): Token {
    return this.#tokens[this.#at]!
  }

  #isName({ kind, text }: Token): boolean {
    return kind === 'name' || (kind === 'word' && !RESERVED.has(text))
  }

  #isSign(ahead: number, sign: string): boolean {
    const token = this.#tokens[this.#at + ahead]
    return token?.kind === 'sign' && token.text === sign
  }

  #isWord(ahead: number, word: string): boolean {
    const token = this.#tokens[this.#at + ahead]
    return token?.kind === 'word' && token.text.toLowerCase() === word
  }

  #take(text: string): boolean {
    const found = this.#isSign(0, text) || this.#isWord(0, text)
    if (found) this.#at += 1
    return found
  }

  #takeBoth(first: string, second: string): boolean {
    const found = this.#isWord(0, first) && this.#isWord(1, second)
    if (found) this.#at += 2
    return found
  }

  #oneOf(signs: string[]): string | undefined {
    return signs.find((sign) => this.#take(sign))
  }

  #need(text: string): void {
    if (!this.#take(text)) this.#fail(text)
  }

  #fail(wanted: string): never {
    const before = this.#tokens.slice(Math.max(0, this.#at - 8), this.#at).map(({ text }) => text)
    throw new NotTsql(
      `wanted ${wanted}, and found ${this.#next.text || 'the end'} after: ${before.join(' ')}`,
    )
  }
}
