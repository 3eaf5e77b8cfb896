// Clocks tick from the time the server gave, so a computer whose own clock is wrong cannot mislead.
// The words are those of tessera/ui/components/case.py.
import { _, plural } from './words.mjs'

const MINUTE = 60, HOUR = 3600

const words = seconds => {
  const s = Math.abs(Math.trunc(seconds))
  const hours = Math.floor(s / HOUR), minutes = Math.floor(s % HOUR / MINUTE)
  if (hours >= 48) return plural('{number} day', 'day', Math.floor(hours / 24))
  if (hours) return _('{hours}h {minutes}m').replace('{hours}', hours).replace('{minutes}', `${minutes}`.padStart(2, 0))
  return _(minutes ? '{minutes} min' : 'under 1 min').replace('{minutes}', minutes)
}

export function startClocks () {
  const served = Date.parse(document.body.dataset.now), opened = performance.now()
  if (!served) return
  const tick = () => {
    const now = served + performance.now() - opened
    for (const clock of document.querySelectorAll('[data-clock]')) {
      const { start, due, soon } = clock.dataset
      const from = Date.parse(start), to = Date.parse(due)
      const left = (to - now) / 1000
      const warn = soon ? Date.parse(soon) : from + (to - from) * 0.8
      clock.className = `tessera-clock tessera-clock--${left <= 0 ? 'over' : now >= warn ? 'soon' : 'ok'}`
      const text = _(left <= 0 ? 'Overdue {time}' : '{time} left').replace('{time}', words(left))
      const out = clock.querySelector('.tessera-clock__left')
      if (out.textContent !== text) out.textContent = text
      const used = Math.min(Math.max((now - from) / (to - from), 0), 1)
      clock.querySelector('.tessera-clock__used').setAttribute('width', Math.round(used * 100))
    }
  }
  setInterval(tick, 15000)
  addEventListener('pageshow', tick)
}
