// What has not been saved yet outlives a reload, a closed tab and an expired session: sealed (AES-GCM) in this
// browser's IndexedDB. The key is the server's, one for each session; it is held in memory only, and signing out destroys
// it, so what stays behind on a shared computer can be read by nobody. A session that ran out leaves its key to whoever
// had it: the server gives those too, to open what is sealed already. Without a key nothing is stored.
// This module alone may touch the browser's storage, and it stores nothing that is not sealed but the choice of quiet.
const NAME = 'tessera-live', STORE = 'unsent', QUIET = 'tessera-live-quiet', OLDEST = 30 * 24 * 3600 * 1000

const done = request => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result)
  request.onerror = () => reject(request.error)
})

function database () {
  const request = indexedDB.open(NAME, 1)
  request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: 'id' }).createIndex('form', 'form')
  return done(request)
}

// Bytes as text and back, because a record is sealed as JSON.
const bytes = (_, value) => value instanceof Uint8Array ? { bytes: btoa(Array.from(value, b => String.fromCharCode(b)).join('')) } : value
const unbytes = (_, value) => value && value.bytes ? Uint8Array.from(atob(value.bytes), c => c.charCodeAt(0)) : value

export class Kept {
  constructor (form, address) {
    Object.assign(this, { form, address, key: null, keys: [], lost: 0, waiting: new Map(), stored: new Map(), told: () => {} })
  }

  // Asks for the key. Whether it is another than before.
  async unlock () {
    try {
      if (!window.crypto || !crypto.subtle || !window.indexedDB) return false
      const answer = await fetch(this.address, { headers: { 'X-Requested-With': 'live' }, cache: 'no-store' })
      const raw = new Uint8Array(await answer.arrayBuffer())
      if (!answer.ok || answer.redirected || !raw.length || raw.length % 32) return false
      const print = String(new Uint8Array(await crypto.subtle.digest('SHA-256', raw.slice(0, 32))))
      if (this.key && print === this.print) return false
      this.db = this.db || await database()
      const each = Array.from({ length: raw.length / 32 }, (_, i) => raw.subarray(32 * i, 32 * i + 32))
      this.keys = await Promise.all(each.map(one => crypto.subtle.importKey('raw', one, 'AES-GCM', false, ['encrypt', 'decrypt'])))
      this.key = this.keys[0]
      this.print = print
      this.whose = answer.headers.get('X-Live-Whose')
      raw.fill(0)
      return true
    } catch { return false }
  }

  // Everything of this form that a key opens, oldest first. What none opens is another practitioner's, and goes when it is
  // a month old; or was left by this one, who signed out: it is lost, and counted so that they are told.
  async read () {
    const found = [], records = await done(this.all('readonly').index('form').getAll(this.form)).catch(() => [])
    for (const record of records) {
      try {
        const entry = JSON.parse(new TextDecoder().decode(await this.opened(record)), unbytes)
        this.stored.set(record.id, String(record.iv))
        found.push({ ...entry, id: record.id, at: record.at })
      } catch {
        const lost = !!this.whose && record.whose === this.whose
        if (lost) this.lost++
        if (lost || Date.now() - record.at > OLDEST) this.all('readwrite').delete(record.id)
      }
    }
    return found.sort((one, other) => one.at - other.at || one.number - other.number)
  }

  put (entry) { this.next(entry.id, entry) }
  remove (entry) { this.next(entry.id, null) }
  // Whether closing the page now would lose nothing of it.
  safe (entry) { return this.stored.has(entry.id) && !this.waiting.has(entry.id) }

  next (id, entry) {
    this.waiting.set(id, { entry })
    this.busy = this.busy || this.work().catch(() => { this.key = null }).then(() => { this.busy = null; this.told() })
  }

  // In turn, the newest state of each. What was saved before it was its turn is never written.
  async work () {
    while (this.waiting.size && this.key) {
      const [id, turn] = this.waiting.entries().next().value
      if (turn.entry) {
        const record = { id, form: this.form, whose: this.whose, at: turn.entry.at, iv: crypto.getRandomValues(new Uint8Array(12)) }
        record.sealed = await this.cipher('encrypt', record, new TextEncoder().encode(JSON.stringify(turn.entry, bytes)))
        if (this.waiting.get(id).entry) {
          await done(this.all('readwrite').put(record))
          this.stored.set(id, String(record.iv))
        }
      } else if (this.stored.has(id)) await this.forget(id)
      if (this.waiting.get(id) === turn) this.waiting.delete(id)
    }
  }

  // Not if another tab, where it is still being written, has put more of it there since.
  async forget (id) {
    const iv = this.stored.get(id), all = this.all('readwrite'), record = await done(all.get(id))
    this.stored.delete(id)
    if (record && String(record.iv) === iv) await done(all.delete(id))
  }

  all (mode) { return this.db.transaction(STORE, mode).objectStore(STORE) }

  // By the first key that does; rejected where none does.
  opened (record) {
    return this.keys.reduce((tried, key) => tried.catch(() => this.cipher('decrypt', record, record.sealed, key)), Promise.reject(new Error()))
  }

  cipher (verb, { id, form, iv }, data, key = this.key) {
    const additionalData = new TextEncoder().encode(`${form} ${id}`)
    return crypto.subtle[verb]({ name: 'AES-GCM', iv, additionalData }, key, data)
  }
}

// Whether announcements are off, for whoever uses this browser.
export function quiet (chosen) {
  try {
    if (chosen !== undefined) localStorage.setItem(QUIET, chosen ? 'yes' : 'no')
    return localStorage.getItem(QUIET) === 'yes'
  } catch { return !!chosen }
}
