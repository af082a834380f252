import type { Socket } from 'node:net'
import { type Certificate, encrypted } from './encryption.ts'
import { agreesToEncrypt, preloginAnswer, welcome } from './login.ts'
import { type Message, MessageReader, messageType, packets } from './packets.ts'
import type { Attention, Fault, Reply, Step } from './replies.ts'
import { type Asked, readRequest, type TdsRequest } from './requests.ts'
import { Response } from './response.ts'
import {
  columnsToken,
  doneStatus,
  doneToken,
  doneType,
  type Notice,
  noticeToken,
  rowToken,
} from './tokens.ts'
import { endsTransaction, SessionTransaction } from './transaction.ts'

/** What a connection needs of the endpoint that it belongs to. */
export interface Host {
  serverName: string
  certificate?: Certificate
  encrypts: 'not' | 'encrypt' | 'require'
  asked(request: TdsRequest): void
  answer(request: TdsRequest): Reply | undefined | Promise<Reply | undefined>
  /** Something that no client is to be blamed for. */
  broke(error: unknown): void
}

/** One client, from its first byte to its last. */
export class Connection {
  #stream: Socket
  #packetSize = 4096
  #setup: string | undefined
  #bulkInto = ''
  readonly #transaction: SessionTransaction
  /** The answer that the client waits for, and what becomes of it when the client no longer does. */
  #open: { response: Response; attention: Attention } | undefined

  constructor(
    readonly socket: Socket,
    readonly number: number,
    readonly host: Host,
  ) {
    this.#stream = socket
    this.#transaction = new SessionTransaction(number)
    socket.on('error', () => {})
    this.#listen()
  }

  drop(how: 'closed' | 'reset' = 'closed'): void {
    if (how === 'reset') this.socket.resetAndDestroy()
    else this.socket.destroy()
  }

  #listen(): void {
    const messages = new MessageReader()
    this.#stream.on('data', (chunk: Buffer) => {
      for (const message of messages.read(chunk)) this.#take(message)
    })
  }

  #take(message: Message): void {
    this.#handle(message).catch((error: unknown) => {
      this.host.broke(error)
      this.drop()
    })
  }

  async #handle(message: Message): Promise<void> {
    if (message.type === messageType.prelogin) return this.#prelogin(message.data)
    const asked = readRequest(message)
    const request = this.#request(asked)
    this.host.asked(request)
    if (request.kind === 'attention') return this.#attention()
    const response = new Response(message.type === messageType.rpc, this.#packetSize)
    // [MS-TDS] 2.2.1.7: no acknowledgement, but an error without a message.
    if (request.kind === 'ignored') return this.#send(response.interrupted())
    const open = { response, attention: 'answered' as Attention }
    this.#open = open
    if (message.reset) response.add(...this.#transaction.reset())
    const reply = request.kind === 'setup' ? [] : await this.host.answer(request)
    // The client may have sent an attention meanwhile, and been answered.
    if (this.#open !== open) return
    if (request.login && reply === undefined) this.#letIn(request)
    else if (this.#perform([reply ?? []].flat(), request, response)) {
      this.#send(response.end())
      this.#open = undefined
      if (request.login) this.#stream.end()
    }
  }

  #prelogin(asked: Buffer): void {
    const { encrypts, certificate } = this.host
    const answer = preloginAnswer(encrypts, asked)
    this.#send(packets(messageType.response, answer, this.#packetSize, true))
    if (!certificate || !agreesToEncrypt(answer)) return
    this.socket.removeAllListeners('data')
    this.#stream = encrypted(this.socket, certificate)
    this.#listen()
  }

  #letIn({ login }: TdsRequest): void {
    this.#packetSize = login!.packetSize
    this.#send(packets(messageType.response, welcome(login!, this.host.serverName), this.#packetSize, true))
    this.#open = undefined
  }

  #request({ descriptor, ...asked }: Asked): TdsRequest {
    const request: TdsRequest = {
      connection: this.number,
      sql: '',
      parameters: [],
      rows: [],
      inTransaction: this.#transaction.includes(descriptor),
      ...asked,
    }
    if (request.kind === 'batch') {
      this.#setup ??= request.sql
      if (request.sql === this.#setup) request.kind = 'setup'
      if (/^insert bulk /i.test(request.sql)) this.#bulkInto = request.sql
    }
    if (request.kind === 'rpc' && request.sql === 'SELECT 1;') request.kind = 'setup'
    if (request.kind === 'bulk') request.sql = this.#bulkInto
    return request
  }

  #attention(): void {
    const open = this.#open
    if (open?.attention === 'ignored') return
    this.#open = undefined
    // What was asked ends, as a message of its own where it had not ended by itself; then the acknowledgement:
    // [MS-TDS] 2.2.1.7, 2.2.7.6.
    if (open?.attention === 'rolls back') open.response.add(...this.#transaction.became('rolledBack'))
    if (open) this.#send(open.response.interrupted())
    const acknowledgement = doneToken(doneType.done, doneStatus.attention)
    this.#send(packets(messageType.response, acknowledgement, this.#packetSize, true))
  }

  /** @returns whether the answer is complete; it is not where a fault came between */
  #perform(steps: Step[], request: TdsRequest, response: Response): boolean {
    const last = steps.at(-1)
    // `[]` and `[info(…)]`: nothing against it.
    const implied: Step[] = last === undefined || last.step === 'info' ? [{ step: 'done' }] : []
    return [...steps, ...implied].every((step) => this.#do(step, request, response))
  }

  #do(step: Step, request: TdsRequest, response: Response): boolean {
    switch (step.step) {
      case 'rows':
        response.add(columnsToken(step.columns), ...step.rows.map((row) => rowToken(step.columns, row)))
        return this.#do(step.end, request, response)
      case 'done':
        return this.#done(step.count, request, response)
      case 'info':
        response.add(this.#notice({ ...step, severity: 0 }))
        return true
      case 'failure':
        response.add(this.#notice(step))
        // After the error, and before the end of the statement.
        if (step.rollsBack ?? endsTransaction.has(step.number)) {
          response.add(...this.#transaction.became('rolledBack'))
        }
        response.statementFailed(step.number)
        return true
      case 'transaction':
        response.add(...this.#transaction.became(step.became))
        return true
      case 'cut':
        if (this.#perform(step.reply, request, response)) {
          this.#writeAndDrop(response.end().subarray(0, step.bytes), step.how)
        }
        return false
      default:
        this.#fail(step, response)
        return false
    }
  }

  #fail(fault: Fault, response: Response): void {
    const sofar = response.sofar()
    if (fault.step === 'drop') {
      this.#writeAndDrop(sofar, fault.how)
    } else {
      this.#send(sofar)
      if (this.#open) this.#open.attention = fault.attention
    }
  }

  #done(count: number | undefined, request: TdsRequest, response: Response): boolean {
    const said = this.#transaction.carryOut(request)
    if (!Array.isArray(said)) return this.#do(said, request, response)
    response.add(...said)
    response.statementDone(count ?? (request.kind === 'bulk' ? request.rows.length : undefined))
    return true
  }

  #notice(of: Partial<Notice> & Pick<Notice, 'number' | 'message' | 'severity'>): Buffer {
    return noticeToken({ state: 1, line: 1, procedure: '', ...of, server: this.host.serverName })
  }

  /** The client has the time to read before it is gone. */
  #writeAndDrop(bytes: Buffer, how: 'closed' | 'reset'): void {
    if (bytes.length === 0) this.drop(how)
    else this.#stream.write(bytes, () => setImmediate(() => this.drop(how)))
  }

  #send(bytes: Buffer): void {
    if (bytes.length > 0) this.#stream.write(bytes)
  }
}
