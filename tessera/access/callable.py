"""Which functions of the database each of its roles may call. Nothing else in the schemas access and audit is."""

# Functions the application may call. Everything else in these schemas belongs to tessera_authz alone.
CALLABLE = (
    "access.begin(text)",
    "access.leave()",
    "access._open(text)",
    "access.memberships_of(uuid)",
    "access.end_session(text)",
    "access.end_own_session(text)",
    "access.keep_session(text, timestamptz)",
    "access.whoami(text)",
    "access.hub()",
    "access.opened_by_me(uuid)",
    "access.recorded_by_me(uuid)",
    "access.sees_on_record(uuid)",
    "access.cases_asked()",
    "access.sees_note(uuid)",
    "access.sees_childs_voice(uuid)",
    "access.sees_relationship(uuid)",
    "access.find_lines(text, timestamptz, uuid, integer, timestamptz, uuid)",
    "access.find_people(text, integer)",
    "access.exclude(uuid, uuid, text)",
    "access.explain(uuid, text, timestamptz)",
    "access.would_see(uuid, uuid, text, integer[], text[], uuid[])",
    "access.mark_provisional(uuid, uuid, text[])",
    "access.settle(uuid, uuid)",
    "access.open_emergency(uuid, text[], text, integer, timestamptz)",
    "access.who()",
    "access.me()",
    "access.partnership()",
    "access.principals()",
    "access.agencies()",
    "access.roles()",
    "access.clearances()",
    "access.excluded_people()",
    "access.excluded_cases()",
    "access.read_only_cases()",
    "access.own_record_cases()",
    "access.own_agency_cases()",
    "access.assured_cases()",
    "access.register_settings(text, jsonb)",
    "access.agree_to_invitation(uuid)",
    "access.withdraw_invitation(uuid)",
    "access.invited(text)",
    "access.end_membership(uuid, timestamptz)",
    "access.declare_exclusion(uuid, text[], text)",
    "access.exclusions()",
    "access.ask_to_end_exclusion(uuid, text)",
    "access.end_exclusion(uuid)",
    "access.hidden_cases()",
    "access.stamps(uuid[])",
    "access.holds_until()",
    "access.written(uuid[])",
    (
        "access.append(text[], uuid[], uuid[], uuid[], integer[], text[], bigint[], bigint[], uuid[], uuid[], "
        "bytea[], uuid[])"
    ),
)
ONLY_JOBS = (
    "access.begin_job()",
    "access.sweep(timestamptz)",
    "access.hears(uuid, uuid)",
    "access.forget_sessions()",
    "access.begin_making(uuid, text)",
    "access.whose_making(uuid)",
    "access.makings_left()",
    "access.forget_makings()",
    "access.live_promises(uuid)",
    "access.referrals_written(uuid)",
    "audit.next_to_publish()",
    "audit.published(bigint)",
)
# For the administrator at the console, who is the owner of the tables there.
ONLY_CONSOLE = (
    "access.console_explain(uuid, uuid, text, text, timestamptz)",
    "access.console_replay(uuid, uuid, uuid, timestamptz)",
    "access.console_export(text)",
)
# For the application's own processes, the administrator's commands among them: each asks for a proof (proving.py).
WITH_A_PROOF = (
    "access.challenge()",
    "access.open_session(text, uuid, uuid, timestamptz, text)",
    "access.password_of(uuid, text)",
    "access.set_password(uuid, text, text)",
    "access.send_invitation(uuid, text, timestamptz, text)",
    "access.accept_invitation(text, text, text)",
)
ABOUT_THE_LEDGER = (
    "audit.verify()",
    "audit.seal(integer)",
    "audit.lost(jsonb)",
    "audit.lines(bigint)",
    "audit.waiting()",
)
# What only an administrator takes out, connected as the owner.
ONLY_THE_OWNER = (
    "audit.export(uuid, timestamptz, timestamptz)",
    "audit.blocks(bigint[])",
    "access.begin_epoch()",
    "access.live_heads()",
    "access.live_links(uuid, bigint, integer)",
)
