/** What a statement says, as far as SQL Server would look at it. */
export type Statement =
  | { is: 'query'; query: Query }
  | { is: 'insert'; into: string; columns: string[]; rows: Expression[][] | Query }
  | { is: 'update'; table: string; set: [column: string, to: Expression][]; where?: Condition }
  | { is: 'delete'; table: string; where?: Condition }
  | { is: 'truncate'; table: string }

export interface Query {
  with: [name: string, query: Query][]
  /** Of several the rows are put together. */
  parts: Select[]
  orderBy: Expression[]
  /** With OFFSET … FETCH. */
  isPaged: boolean
}

export interface Select {
  distinct: boolean
  top?: Expression
  items: Item[]
  from: Source[]
  where?: Condition
  groupBy: Expression[]
  having?: Condition
}

export type Item = { is: 'all'; of?: string } | { is: 'one'; value: Expression; name?: string }

export interface Source {
  /** By its name, or the rows of a query. */
  rows: string | Query
  alias?: string
  on?: Condition
}

export type Expression =
  | { is: 'column'; of?: string; name: string }
  | { is: 'parameter'; name: string }
  | { is: 'number'; text: string }
  | { is: 'text'; text: string }
  | { is: 'null' }
  | { is: 'call'; name: string; args: Expression[]; distinct: boolean; over?: Window }
  | { is: 'case'; operand?: Expression; when: [Condition | Expression, Expression][]; otherwise?: Expression }
  | { is: 'cast'; value: Expression; to: string }
  | { is: 'sum'; sign: string; parts: Expression[] }
  | { is: 'rows'; query: Query }

export interface Window {
  partition: Expression[]
  order: Expression[]
  /** ROWS BETWEEN …, in words. */
  frame?: string
}

export type Condition =
  | { is: 'and' | 'or' | 'not'; parts: Condition[] }
  | { is: 'compare'; sign: string; parts: Expression[] }
  | { is: 'in'; parts: Expression[]; query?: Query }
  | { is: 'missing'; value: Expression }
  | { is: 'exists'; query: Query }

const PREDICATES = ['and', 'or', 'not', 'compare', 'in', 'missing', 'exists']

export const isCondition = (one: Condition | Expression): one is Condition => PREDICATES.includes(one.is)
