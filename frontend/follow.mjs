// What <div role="status" data-follow="URL"> says is asked for again and put in its place, until there is a form in it: then
// something is to be done. For ten minutes at most, so that a page which is left open keeps nobody signed in.
const part = document.querySelector('[data-follow]')
let left = 200

async function ask () {
  try {
    const answer = await fetch(part.dataset.follow, { headers: { 'X-Requested-With': 'follow' } })
    if (!answer.ok) return
    const now = new DOMParser().parseFromString(await answer.text(), 'text/html').body
    if (now.textContent.trim() !== part.textContent.trim()) {
      const held = part.contains(document.activeElement)
      part.replaceChildren(...now.childNodes)
      if (held) part.querySelector('a, button').focus()
    }
    if (part.querySelector('form')) return
  } catch { /* the next one may get through */ }
  if (--left) setTimeout(ask, 3000)
}

if (part) setTimeout(ask, 1000)
