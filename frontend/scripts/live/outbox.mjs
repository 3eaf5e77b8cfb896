// Everything this page has written and the server has not yet committed. An entry is the words of one text field (an
// update) or the setting of one single field; a refused one becomes words set aside, kept until their author has
// copied them.
import { mergeUpdates } from 'yjs'
import { wordsOf } from './words.mjs'
import { PUSH, WRITE, SET, buf, frame, join, json, u, uuid } from './wire.mjs'

const LARGEST = 16000 // bytes of a merged update: each keystroke in it is a run of its own, and an update holds 4,096
const PUSHED = 60000 // bytes that a browser still sends as a page goes

export class Outbox {
  // `to` has saved(entry, seq), refused(entry, code, detail).
  constructor (form, kept, to) {
    Object.assign(this, { form, kept, to, entries: new Map(), asides: [], number: 0 })
  }

  of (section) { return [...this.entries.values()].filter(entry => entry.section === section) }
  get safe () { return [...this.entries.values()].every(entry => this.kept.safe(entry)) }

  words (section, epoch, client, field, update) {
    const last = this.of(section).pop()
    if (last && !last.sent && last.update && last.field === field && last.client === client && last.epoch === epoch &&
        last.update.length + update.length < LARGEST) {
      last.update = mergeUpdates([last.update, update])
      this.kept.put(last)
      return last
    }
    return this.add({ section, epoch, client, field, update })
  }

  // A second choice before the first was sent takes its place.
  value (section, epoch, field, base, value) {
    const last = this.of(section).find(entry => entry.field === field && !entry.update && !entry.sent)
    if (last) this.remove(last)
    return this.add({ section, epoch, field, base, value })
  }

  add (given) {
    const entry = { id: crypto.randomUUID ? crypto.randomUUID() : `${Date.now()}-${Math.random()}`, at: Date.now(), ...given, number: ++this.number }
    // Not kept: the page that takes it over has neither sent it nor asked about it.
    for (const name of ['sent', 'asked']) Object.defineProperty(entry, name, { value: false, writable: true })
    this.entries.set(entry.number, entry)
    this.kept.put(entry)
    return entry
  }

  // What an earlier page left, put before anything of this one.
  restore (found) {
    const mine = [...this.entries.values()], known = new Set([...mine, ...this.asides].map(({ id }) => id))
    this.entries.clear()
    for (const { number, ...entry } of found) {
      if (known.has(entry.id)) continue
      if (entry.aside) this.asides.push(entry)
      else this.add(entry)
    }
    for (const entry of mine) this.entries.set(entry.number, entry)
  }

  keepAll () { for (const entry of [...this.entries.values(), ...this.asides]) this.kept.put(entry) }

  frame (channel, entry) {
    entry.sent = true
    return entry.update
      ? frame(WRITE, u(channel), u(entry.number), buf(entry.update))
      : frame(SET, u(channel), u(entry.number), json({ field: entry.field, base: entry.base, value: entry.value }))
  }

  remove (entry) {
    this.entries.delete(entry.number)
    this.kept.remove(entry)
  }

  answered ({ number, seq, code, detail }) {
    const entry = this.entries.get(number)
    if (!entry) return
    if (code) return this.to.refused(entry, code, detail)
    this.remove(entry)
    this.to.saved(entry, seq)
  }

  // What can never be saved becomes words. Whether there were any.
  setAside (section, why, which = () => true) {
    const gone = this.of(section).filter(which), before = this.asides.length
    for (const field of new Set(gone.map(entry => entry.field))) {
      const of = gone.filter(entry => entry.field === field), values = of.filter(entry => !entry.update).map(entry => entry.value)
      const words = [wordsOf(of.filter(entry => entry.update).map(entry => entry.update)), ...values].filter(Boolean).join('\n')
      if (!words) continue
      const aside = { id: `${of[0].id}-aside`, at: Date.now(), section, field, aside: why, words }
      this.asides.push(aside)
      this.kept.put(aside)
    }
    gone.forEach(entry => this.remove(entry))
    return this.asides.length > before
  }

  dismiss (aside) {
    this.asides = this.asides.filter(other => other !== aside)
    this.kept.remove(aside)
  }

  // No word of it stays in memory or on this device.
  drop (section) {
    this.of(section).forEach(entry => this.remove(entry))
    this.asides.filter(aside => aside.section === section).forEach(aside => this.dismiss(aside))
  }

  // With no socket: as the page goes, or where a network lets none through. Single fields wait.
  async push (leaving) {
    const frames = []
    let size = 0
    for (const entry of this.entries.values()) {
      if (!entry.update || size + entry.update.length > PUSHED) continue
      size += entry.update.length + 40
      entry.sent = true
      frames.push(frame(PUSH, uuid(entry.section), u(entry.epoch), u(entry.number), buf(entry.update)))
    }
    if (!frames.length) return
    const address = this.form.root.dataset.liveAddress.replace(/^ws/, 'http')
    try {
      const answer = await fetch(`${address}push/`, {
        method: 'POST', body: join(frames), keepalive: leaving, credentials: 'include',
        headers: { 'X-Requested-With': 'live', 'Content-Type': 'application/octet-stream' }
      })
      if (answer.ok && !answer.redirected) for (const one of await answer.json()) this.answered(one)
    } catch { /* it is still here, and is sent again */ }
  }
}
