"""Which files were asked for and taken, and what is in one."""

from tessera.exports.queries._filed import Filed
from tessera.exports.queries.console import KnownFile, known_by_hash
from tessera.exports.queries.contents import filled
from tessera.exports.queries.makings import (
    MakingShown,
    ToBeMade,
    all_open,
    fetched,
    how_it_stands,
    making_of,
    making_shown,
    sealed,
    to_be_made,
    wanted_of_making,
)
from tessera.exports.queries.taken import (
    FileShown,
    FilesOfCase,
    ToMake,
    asked_before,
    files_of_case,
    held_against,
    one_file,
    to_make,
    wanted_of,
)

__all__ = (
    "FileShown",
    "Filed",
    "FilesOfCase",
    "KnownFile",
    "MakingShown",
    "ToBeMade",
    "ToMake",
    "all_open",
    "asked_before",
    "fetched",
    "files_of_case",
    "filled",
    "held_against",
    "how_it_stands",
    "known_by_hash",
    "making_of",
    "making_shown",
    "one_file",
    "sealed",
    "to_be_made",
    "to_make",
    "wanted_of",
    "wanted_of_making",
)
