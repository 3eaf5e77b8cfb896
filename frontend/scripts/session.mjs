// Before the session idles out, ask. After it has, keep the page and its text, and take a fresh token once the
// practitioner has signed in again in another tab. What is said stands with the dialog, in the reader's language.
let ends, asked

// Whether whoever opened this page is signed in. If so the page's forms get the token of the new session. Not if
// somebody else is: what was typed here must never be saved in their name.
export async function fresh () {
  const box = document.querySelector('dialog[data-session]')
  if (!box) return true
  asked = Date.now()
  const answer = await fetch(box.dataset.url, { headers: { 'X-Requested-With': 'session' } })
  const state = await answer.json()
  if (!state.signed_in || state.who !== box.dataset.who) return false
  for (const field of document.getElementsByName('csrfmiddlewaretoken')) field.value = state.token
  ends = Date.now() + state.seconds * 1000
  return true
}

export function startSession () {
  const box = document.querySelector('dialog[data-session]')
  if (!box || !box.showModal) return
  const { seconds, warn } = box.dataset
  const part = name => box.querySelector(`[data-session-${name}]`)
  asked = Date.now()
  ends = asked + seconds * 1000

  const show = over => {
    part('waiting').hidden = over
    part('over').hidden = !over
    if (!box.open) box.showModal()
  }
  const stay = async () => {
    part('said').textContent = ''
    try {
      if (await fresh()) return box.close()
      show(true)
      part('said').textContent = box.dataset.out
    } catch { part('said').textContent = box.dataset.away }
  }
  part('stay').addEventListener('click', stay)
  part('back').addEventListener('click', stay)
  part('close').addEventListener('click', () => box.close())
  box.addEventListener('cancel', event => { if (part('over').hidden) { event.preventDefault(); stay() } })
  // Typing is being there: it keeps the session, at most once in five minutes.
  addEventListener('input', () => { if (Date.now() - asked > 300000 && Date.now() < ends) fresh().catch(() => {}) })

  let told = false
  setInterval(async () => {
    const left = Math.ceil((ends - Date.now()) / 1000)
    if (left <= 0 && !told) { told = true; return show(true) }
    if (left > 0) told = false
    if (left > 0 && left <= warn) {
      const text = box.dataset[left > 60 ? 'two' : left > 20 ? 'one' : 'few']
      if (part('left').textContent !== text) part('left').textContent = text
      show(false)
    }
  }, 1000)
}
