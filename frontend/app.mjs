// Everything here only adds: each page works with no script. GOV.UK's own classes first, then ours.
import { createAll, Button, Checkboxes, ErrorSummary, Radios, ServiceNavigation, SkipLink } from 'govuk-frontend'
import { startClocks } from './scripts/clocks.mjs'
import { startAutosave } from './scripts/autosave.mjs'
import { startWording } from './scripts/wording.mjs'
import { startSession } from './scripts/session.mjs'
import { startSmallThings } from './scripts/small.mjs'

for (const component of [Button, Checkboxes, ErrorSummary, Radios, ServiceNavigation, SkipLink]) createAll(component)
for (const start of [startClocks, startAutosave, startWording, startSession, startSmallThings]) start()
