// Everything here only adds: each page works with no script. GOV.UK's own classes first, then ours.
import { createAll, Button, Checkboxes, ErrorSummary, Radios, ServiceNavigation, SkipLink } from 'govuk-frontend'
import { startClocks } from './scripts/clocks.mjs'
import { startAutosave } from './scripts/autosave.mjs'
import { startWording } from './scripts/wording.mjs'
import { startSession } from './scripts/session.mjs'
import { startSmallThings } from './scripts/small.mjs'

// A radio may not say aria-expanded; what it reveals comes next in reading order.
class PlainRadios extends Radios {
  syncConditionalRevealWithInputState (input) {
    super.syncConditionalRevealWithInputState(input)
    input.removeAttribute('aria-expanded')
  }
}

for (const component of [Button, Checkboxes, ErrorSummary, PlainRadios, ServiceNavigation, SkipLink]) createAll(component)
for (const start of [startClocks, startAutosave, startWording, startSession, startSmallThings]) start()
