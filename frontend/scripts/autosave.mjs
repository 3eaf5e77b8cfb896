// A form with data-autosave="URL" is posted there after a pause in typing, and once more as the page goes.
// What is said of it stands with the status, in the reader's language: data-saving, data-saved, data-away, data-out.
// Unsent text stays in memory and in the page: case data is never put in the browser's storage.
import { fresh } from './session.mjs'

const PAUSE = 1500, RETRY = [2000, 5000, 15000, 30000]

export function startAutosave () {
  for (const form of document.querySelectorAll('form[data-autosave]')) watch(form)
}

function watch (form) {
  const status = form.querySelector('[data-autosave-status]') || document.querySelector('[data-autosave-status]')
  let timer, tries = 0, edits = 0, saved = 0, sending = false, leaving = false, refused = false

  const say = (word, offline) => {
    const text = status?.dataset[word] || word
    if (!status || status.textContent === text) return
    status.textContent = text
    status.classList.toggle('tessera-saved--offline', !!offline)
  }
  const body = () => {
    const data = new FormData(form)
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name)
    return data
  }
  const later = wait => { clearTimeout(timer); timer = setTimeout(send, wait) }

  async function send () {
    if (sending || saved === edits) return
    const mine = edits
    sending = true
    say('saving')
    try {
      // A refused post is not sent again blindly: first ask whether whoever wrote this page is signed in.
      if (refused && !await fresh()) throw new Error('signed out')
      const answer = await fetch(form.dataset.autosave, { method: 'POST', body: body(), headers: { 'X-Requested-With': 'autosave' } })
      refused = answer.status === 401 || answer.status === 403
      // X-Kept: someone else changed or sent the same thing. The answer says so in plain words; it is not sent again.
      const kept = answer.headers.get('X-Kept')
      if (!kept && (!answer.ok || answer.redirected)) throw new Error(String(answer.status))
      tries = kept === 'no' ? 1 : 0
      if (!tries) saved = mine
      say(kept ? await answer.text() : edits === saved ? 'saved' : 'saving', kept)
    } catch {
      say(refused ? 'out' : 'away', true)
      later(RETRY[Math.min(tries++, RETRY.length - 1)])
    }
    sending = false
    if (!tries && saved !== edits) later(PAUSE)
  }

  const edited = () => { edits++; if (!tries) later(PAUSE) }
  form.addEventListener('input', edited)
  form.addEventListener('change', edited)
  form.addEventListener('submit', () => { leaving = true; clearTimeout(timer) })
  addEventListener('online', send)
  addEventListener('pagehide', () => {
    if (leaving || saved === edits) return
    fetch(form.dataset.autosave, { method: 'POST', body: body(), keepalive: true, headers: { 'X-Requested-With': 'autosave' } }).catch(() => {})
  })
  addEventListener('beforeunload', event => { if (!leaving && tries && saved !== edits) event.preventDefault() })
}
