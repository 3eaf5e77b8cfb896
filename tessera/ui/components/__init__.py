"""The parts every page is made of, as plain functions that return safe markup.

`content` and `controls` write GOV.UK Frontend's markup, checked against the fixtures GOV.UK publishes;
`case` and `listing` write our own. Text given as `str` is escaped; text already marked safe is kept.
"""
