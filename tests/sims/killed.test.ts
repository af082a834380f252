import { describe } from 'vitest'
import { killedEverywhere } from '../jobs/killed.ts'

describe('with SIMS in a database of its own, deferred-behaviour-mirroring', () => {
  killedEverywhere('deferred-behaviour-mirroring', { simsApart: true })
})
