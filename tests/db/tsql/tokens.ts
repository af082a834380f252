export interface Token {
  kind: 'word' | 'name' | 'parameter' | 'number' | 'text' | 'sign' | 'end'
  /** A word in small letters; of a name in brackets what is inside. */
  text: string
}

/** Something that SQL Server 2016 would not take, or would take for something else than SQLite. */
export class NotTsql extends Error {
  override name = 'NotTsql'
}

const PATTERN =
  /\s+|(?<name>\[[^\]]*\]|"[^"]*")|(?<parameter>@@?\w+)|(?<number>\d+(?:\.\d+)?)|(?<text>N?'(?:[^']|'')*')|(?<word>[A-Za-z_#]\w*)|(?<sign><>|<=|>=|[-+*/%=<>(),.;])/gy

export function tokensOf(sql: string): Token[] {
  const tokens: Token[] = []
  PATTERN.lastIndex = 0
  while (PATTERN.lastIndex < sql.length) {
    const start = PATTERN.lastIndex
    const groups = PATTERN.exec(sql)?.groups
    if (!groups) throw new NotTsql(`no sign of T-SQL: ${sql.slice(start, start + 20)}`)
    const [kind, text] = Object.entries(groups).find(([, text]) => text !== undefined) ?? []
    if (!kind || text === undefined) continue
    if (kind === 'name') tokens.push({ kind, text: text.slice(1, -1) })
    else tokens.push({ kind: kind as Token['kind'], text: kind === 'word' ? lowered(text) : text })
  }
  return [...tokens, { kind: 'end', text: '' }]
}

/** Names of tables and columns are not all small everywhere: only words of the language are alike. */
const lowered = (word: string) => (RESERVED.has(word.toLowerCase()) ? word.toLowerCase() : word)

/** Microsoft, "Reserved keywords (Transact-SQL)": they are no names unless they are in brackets. */
export const RESERVED = new Set(
  `add all alter and any as asc authorization backup begin between break browse bulk by cascade case check checkpoint
  close clustered coalesce collate column commit compute constraint contains containstable continue convert create cross
  current current_date current_time current_timestamp current_user cursor database dbcc deallocate declare default delete
  deny desc disk distinct distributed double drop dump else end errlvl escape except exec execute exists exit external
  fetch file fillfactor for foreign freetext freetexttable from full function goto grant group having holdlock identity
  identity_insert identitycol if in index inner insert intersect into is join key kill left like lineno load merge
  national nocheck nonclustered not null nullif of off offsets on open opendatasource openquery openrowset openxml option
  or order outer over percent pivot plan precision primary print proc procedure public raiserror read readtext
  reconfigure references replication restore restrict return revert revoke right rollback rowcount rowguidcol rule save
  schema securityaudit select semantickeyphrasetable semanticsimilaritydetailstable semanticsimilaritytable session_user
  set setuser shutdown some statistics system_user table tablesample textsize then to top tran transaction trigger
  truncate try_convert tsequal union unique unpivot update updatetext use user values varying view waitfor when where
  while with within writetext`.split(/\s+/),
)
