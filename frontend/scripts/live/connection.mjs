// One socket at a time: opened again for as long as the page is, sooner when there is reason to hope. It never sends
// faster than the server lets anyone send.
import { PING, Reader, frame } from './wire.mjs'

const FIRST = 300, LONGEST = 30000, BEAT = 10000, STEADY = 5000
// At least so long before the next attempt, by the code the server closed with. null: never again.
const WAITS = { 1008: 10000, 1009: 10000, 4401: 30000, 4404: null, 4408: 1000, 4429: 5000 }
const FRAMES = { most: 80, each: 30 / 1000 }, BYTES = { most: 384 * 1024, each: 48 * 1024 / 1000 }

// What may be sent now, of a burst that fills again with time. More than a whole burst waits for a full one.
class Allowance {
  constructor ({ most, each }) {
    Object.assign(this, { most, each, left: most, at: Date.now() })
  }

  wait (size) {
    const now = Date.now()
    this.left = Math.min(this.most, this.left + (now - this.at) * this.each)
    this.at = now
    return Math.max(0, (Math.min(size, this.most) - this.left) / this.each)
  }

  take (size) { this.left -= size }
}

export class Connection {
  // `to` has arrived(reader), down(code).
  constructor (address, to) {
    Object.assign(this, { address, to, tries: 0, queue: [], stopped: false })
    addEventListener('online', () => this.hope())
    addEventListener('offline', () => this.lost(1006))
    addEventListener('focus', () => this.hope())
    addEventListener('pageshow', () => this.hope())
    document.addEventListener('visibilitychange', () => { if (!document.hidden) this.hope() })
    this.open()
  }

  // Something changed for the better: do not sit out a long wait.
  hope () {
    if (this.socket || this.stopped || Date.now() - this.tried < 1000) return
    this.tries = Math.min(this.tries, 3)
    this.open()
  }

  open () {
    clearTimeout(this.timer)
    if (this.socket || this.stopped) return
    const socket = this.socket = new WebSocket(this.address, 'tessera-live-1')
    this.tried = this.heard = this.asked = Date.now()
    this.frames = new Allowance(FRAMES)
    this.bytes = new Allowance(BYTES)
    socket.binaryType = 'arraybuffer'
    socket.onmessage = event => {
      if (this.socket !== socket) return
      this.heard = Date.now()
      for (const reader of new Reader(new Uint8Array(event.data)).frames()) this.to.arrived(reader)
    }
    socket.onclose = event => { if (this.socket === socket) this.lost(event.code) }
    this.beat = setInterval(() => {
      // Asked a whole beat ago, and nothing since. Not a number of seconds: a tab in the background beats slowly.
      if (this.asked > this.heard) return this.lost(1006)
      this.asked = Date.now()
      this.send(frame(PING))
    }, BEAT)
  }

  lost (code) {
    const socket = this.socket
    if (!socket) return
    this.socket = null
    socket.onclose = null
    socket.close()
    clearInterval(this.beat)
    clearTimeout(this.pace)
    this.queue = []
    if (Date.now() - this.tried > STEADY) this.tries = 0
    const least = WAITS[code]
    this.stopped = least === null
    const wait = Math.max(least || 0, Math.min(LONGEST, FIRST * 2 ** this.tries++)) * (0.5 + Math.random())
    if (!this.stopped) this.timer = setTimeout(() => this.open(), wait)
    this.to.down(code)
  }

  stop () {
    this.to = { down: () => {}, arrived: () => {} }
    this.lost(4404)
  }

  send (bytes) {
    if (!this.socket || this.socket.readyState !== 1) return
    this.queue.push(bytes)
    if (this.queue.length === 1) this.drain()
  }

  drain () {
    while (this.queue.length) {
      const next = this.queue[0]
      const wait = Math.max(this.frames.wait(1), this.bytes.wait(next.length))
      if (wait) {
        this.pace = setTimeout(() => this.drain(), Math.ceil(wait))
        return
      }
      this.frames.take(1)
      this.bytes.take(next.length)
      this.socket.send(this.queue.shift())
    }
  }
}
