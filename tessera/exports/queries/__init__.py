"""Which files were asked for and taken, and what is in one."""

from tessera.exports.queries._filed import Filed
from tessera.exports.queries.contents import filled
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
    "ToMake",
    "asked_before",
    "files_of_case",
    "filled",
    "held_against",
    "one_file",
    "to_make",
    "wanted_of",
)
