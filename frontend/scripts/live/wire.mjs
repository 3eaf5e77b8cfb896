// The bytes of docs/concepts/live-forms.md: frames out, frames in.
export const OPEN = 2, WRITE = 3, LEAVE = 4, HERE = 5, PING = 6, SET = 7, PUSH = 8
export const WELCOME = 64, OPENED = 65, WRITTEN = 66, SAVED = 67, REFUSED = 68, SHUT = 69, PRESENT = 70, RESET = 71
export const VALUE = 73, NAMES = 74, CLOSED = 75

const encoder = new TextEncoder(), decoder = new TextDecoder()

export function join (parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

export function u (number) {
  const bytes = []
  for (; number > 127; number = Math.floor(number / 128)) bytes.push(128 | number % 128)
  return [...bytes, number]
}

export const buf = bytes => join([u(bytes.length), bytes])
export const text = words => buf(encoder.encode(words))
export const json = value => text(JSON.stringify(value))
export const uuid = words => Uint8Array.from(words.replaceAll('-', '').match(/../g), pair => parseInt(pair, 16))

export function frame (type, ...parts) {
  const body = join([[type], ...parts])
  return join([u(body.length), body])
}

export class Reader {
  constructor (bytes) {
    this.bytes = bytes
    this.at = 0
  }

  u () {
    let number = 0, worth = 1, byte
    do {
      byte = this.bytes[this.at++]
      number += (byte & 127) * worth
      worth *= 128
    } while (byte > 127)
    return number
  }

  buf () {
    const length = this.u()
    this.at += length
    return this.bytes.subarray(this.at - length, this.at)
  }

  text () { return decoder.decode(this.buf()) }
  json () { return JSON.parse(this.text()) }

  // The bodies of the frames of one message.
  * frames () {
    while (this.at < this.bytes.length) yield new Reader(this.buf())
  }
}
